import type { Compression } from '../facts.ts';
import type { ImageFacts } from '../imageFacts.ts';
import { shellQuote } from '../shell.ts';

/** The program that everybody has for it, which writes to its output what it unpacks. */
const PROGRAMS: Readonly<Record<Exclude<Compression, 'none'>, string>> = {
  gzip: 'gzip -dc',
  xz: 'xz -dc',
  zstd: 'zstd -dc --long=31',
  bzip2: 'bzip2 -dc',
  lz4: 'lz4 -dc',
  lzip: 'lzip -dc',
  lzma: 'xz --format=lzma -dc',
  compress: 'gzip -dc',
};

/** What a person would type to unpack an image to its output; undefined where there is nothing to unpack. */
export function unpackWords(path: string, { compression, zip }: Pick<ImageFacts, 'compression' | 'zip'>): string | undefined {
  if (zip) return `unzip -p ${shellQuote(path)}${zip.isAlone ? '' : ` ${shellQuote(literally(zip.name))}`}`;
  return compression === 'none' ? undefined : `${PROGRAMS[compression]} ${shellQuote(path)}`;
}

/** unzip(1) takes a name for a pattern. */
function literally(name: string): string {
  return name.replace(/[*?[\]\\]/g, String.raw`\$&`);
}
