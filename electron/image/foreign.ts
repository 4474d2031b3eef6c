import { basename, dirname, join, parse } from 'node:path';
import { TarstrapError } from '../../shared/errors.ts';
import type { ImageFacts } from '../../shared/imageFacts.ts';
import { unpackWords } from '../../shared/plan/unpackWords.ts';
import { shellQuote } from '../../shared/shell.ts';
import type { Bytes } from '../archive/container/bytes.ts';
import { type Converter, FOREIGN_IMAGES, type ForeignImage } from '../archive/foreignImages.ts';
import { at } from '../archive/magic.ts';
import { freeName } from '../run/freeName.ts';

/** Disk images that have to be converted first. */

/** These are known by their last sector: in front of it may be anything, a partition table too. */
const BY_THEIR_END: readonly ForeignImage[] = [
  { what: 'a Hyper-V disk image', converter: 'qemu-img', matches: at(0, 'conectix') },
  { what: "an image of Apple's", converter: 'dmg2img', matches: at(0, 'koly') },
];

/** @param bytes all of the image, or how it begins */
export function foreignImage(bytes: Bytes, isWhole: boolean): ForeignImage | undefined {
  const head = bytes.at(0, 512);
  const tail = isWhole && bytes.size > 512 ? bytes.at(bytes.size - 512, 512) : Buffer.alloc(0);
  return FOREIGN_IMAGES.find(({ matches }) => matches(head)) ?? BY_THEIR_END.find(({ matches }) => matches(tail));
}

/** How each of them is called; what it reads it finds out by itself. */
const COMMANDS: Readonly<Record<Converter, string>> = { 'qemu-img': 'qemu-img convert -O raw', simg2img: 'simg2img', dmg2img: 'dmg2img' };

export function foreign(path: string, { what, converter }: ForeignImage, packing: Pick<ImageFacts, 'compression' | 'zip'>): TarstrapError {
  const unpack = unpackWords(path, packing);
  const from = unpack ? free(packing.zip ? join(dirname(path), basename(packing.zip.name)) : withoutSuffix(path)) : path;
  const convert = `${COMMANDS[converter]} ${shellQuote(from)} ${shellQuote(free(`${withoutSuffix(from)}.raw`))}`;
  const command = unpack ? `${unpack} > ${shellQuote(from)} && ${convert}` : convert;
  return new TarstrapError('image-foreign', { path, what: `${what}${wrapping(packing)}`, command });
}

/** As it stands behind a noun. */
function wrapping({ compression, zip }: Pick<ImageFacts, 'compression' | 'zip'>): string {
  if (zip) return ' in a zip file';
  return compression === 'none' ? '' : `, compressed with ${compression}`;
}

/** These programs ask nobody before they replace a file. */
function free(path: string): string {
  const { dir, name, ext } = parse(path);
  return freeName(dir, name, ext);
}

function withoutSuffix(path: string): string {
  return path.replace(/(?<=[^/])\.\w+$/, '');
}
