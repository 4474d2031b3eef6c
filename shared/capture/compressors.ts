import { z } from '../zod.ts';
import type { Compression } from '../facts.ts';
import type { Command } from '../plan/types.ts';

/** What an archive can be packed with. */
export const packing = z.enum(['zstd', 'xz', 'gzip', 'lz4', 'none'] satisfies Compression[]);
export type Packing = z.infer<typeof packing>;

/** By the endings that say so; what else an archive may be called does not matter. */
const ENDINGS: readonly (readonly [RegExp, Packing])[] = [
  [/\.(?:tar\.zst|tzst|tar\.zstd)$/i, 'zstd'],
  [/\.(?:tar\.xz|txz)$/i, 'xz'],
  [/\.(?:tar\.gz|tgz)$/i, 'gzip'],
  [/\.(?:tar\.lz4|tlz4)$/i, 'lz4'],
  [/\.tar$/i, 'none'],
];

/** Those of archives that Tarstrap reads, but does not make. */
const OTHERS = /\.(?:tar\.(?:bz2|lz|lzma|Z)|tbz2?|tlz|taz)$/i;

/** What the name of an archive says of it; undefined where it says nothing, `other` where it says what is not made. */
export function packingByName(name: string): Packing | 'other' | undefined {
  const found = ENDINGS.find(([ending]) => ending.test(name))?.[1];
  return found ?? (OTHERS.test(name) ? 'other' : undefined);
}

/**
 * Programs that pack their standard input, the best first; the last one is the usual one. Reproducible is what depends on neither the machine's load nor its number of cores (zstd(1), `-T`; xz(1), `--block-size`),
 * nor on which of several programs it has.
 */
export function compressors(how: Exclude<Packing, 'none'>, isReproducible: boolean): readonly [Command, ...Command[]] {
  switch (how) {
    case 'zstd':
      return [{ tool: 'zstd', args: ['-q', '-c', '-T0', '-3'] }];
    case 'xz':
      return [{ tool: 'xz', args: ['-c', '-T0', '-6', '--block-size=24MiB'] }];
    case 'gzip':
      return isReproducible ? [GZIP] : [{ tool: 'igzip', args: ['-c', '-2'] }, { tool: 'pigz', args: ['-c', '-n'] }, GZIP];
    case 'lz4':
      return [{ tool: 'lz4', args: ['-q', '-c', '-1'] }];
  }
}

const GZIP: Command = { tool: 'gzip', args: ['-c', '-n'] };
