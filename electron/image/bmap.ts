import { createHash } from 'node:crypto';
import { TarstrapError } from '../../shared/errors.ts';
import { type BmapRange, type BmapText, readBmapText } from './bmapText.ts';

/** Which blocks of an image have anything in them: what lies between need not be written. */
export interface Bmap {
  readonly imageBytes: number;
  readonly blockBytes: number;
  readonly mappedBytes: number;
  /** Of the ranges' checksums. */
  readonly hash: 'sha1' | 'sha256' | 'sha512';
  /** In their order. */
  readonly ranges: readonly BmapRange[];
}

/**
 * Reads a block map and proves it: by its own checksum, and by its numbers, which must agree. Versions 1.3, 1.4 and 2.0, of which the last two are the
 * same (bmaptools, `BmapCopy.py`).
 * @throws TarstrapError `image-bmap-unfit`
 */
export function parseBmap(path: string, file: Buffer): Bmap {
  const bmap = readBmap(file);
  if (typeof bmap === 'string') throw unfit(path, bmap);
  return bmap;
}

/** @param reason as the end of a sentence */
export function unfit(path: string, reason: string): TarstrapError {
  return new TarstrapError('image-bmap-unfit', { path, reason });
}

const VERSIONS = ['1.3', '1.4', '2.0'];

/** @returns why not, as the end of a sentence */
function readBmap(file: Buffer): Bmap | string {
  const text = readBmapText(file.toString('utf8'));
  if (!text) return 'it is not written as block maps are';
  if (!VERSIONS.includes(text.version)) return `it is of version ${text.version}, which is not known`;
  const wanted = wantedOf(text);
  const [hash, checksum] = [wanted.hash, text.words.get(wanted.checksum)];
  if (hash === undefined || checksum === undefined || text.words.size !== wanted.words) return 'it says something that is not understood, or too little';
  if (!isProven(file, hash, checksum)) return 'its own checksum says that it was changed or damaged';
  return consistent(text, hash) ?? 'its numbers do not agree';
}

interface Wanted {
  readonly hash: Bmap['hash'] | undefined;
  /** The element that has the checksum of the file. */
  readonly checksum: string;
  /** How many elements there are beside the ranges. */
  readonly words: number;
}

function wantedOf({ version, words }: BmapText): Wanted {
  if (version === '1.3') return { hash: 'sha1', checksum: 'BmapFileSHA1', words: 5 };
  const type = words.get('ChecksumType');
  return { hash: type === 'sha1' || type === 'sha256' || type === 'sha512' ? type : undefined, checksum: 'BmapFileChecksum', words: 6 };
}

/** It was reckoned with zeros in its own place. */
function isProven(file: Buffer, hash: Bmap['hash'], checksum: string): boolean {
  const at = file.indexOf(checksum);
  const blank = Buffer.from(file).fill('0', at, at + checksum.length);
  return createHash(hash).update(blank).digest('hex') === checksum;
}

const LEAST_BLOCK = 512;
const MOST_BLOCK = 64 * 1024 ** 2;

function consistent({ words, ranges }: BmapText, hash: Bmap['hash']): Bmap | undefined {
  const number = (name: string): number => (/^\d{1,15}$/.test(words.get(name) ?? '') ? Number(words.get(name)) : Number.NaN);
  const [imageBytes, blockBytes] = [number('ImageSize'), number('BlockSize')];
  const blocks = Math.ceil(imageBytes / blockBytes);
  const mapped = ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  const digits = createHash(hash).digest('hex').length;
  const isSound =
    blockBytes % LEAST_BLOCK === 0 &&
    blockBytes >= LEAST_BLOCK &&
    blockBytes <= MOST_BLOCK &&
    blocks === number('BlocksCount') &&
    mapped === number('MappedBlocksCount') &&
    ranges.every(({ first, last, checksum }, i) => first > (ranges[i - 1]?.last ?? -1) && last >= first && (checksum === null || checksum.length === digits)) &&
    (ranges.at(-1)?.last ?? 0) < blocks;
  // The last block may be longer than what is left of the image.
  const beyond = ranges.at(-1)?.last === blocks - 1 ? blocks * blockBytes - imageBytes : 0;
  return isSound ? { imageBytes, blockBytes, mappedBytes: mapped * blockBytes - beyond, hash, ranges } : undefined;
}
