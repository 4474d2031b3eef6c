import { TarstrapError } from '../../shared/errors.ts';
import type { Compression } from '../../shared/facts.ts';
import { packageOf } from '../../shared/plan/packages.ts';
import { locateTool } from '../run/tools.ts';
import { GUNZIP } from './gunzip.ts';
import { isLzma } from './lzma.ts';
import { isTarHeader } from './tarHeader.ts';

/** The compressions that Tarstrap reads, told apart by their magic numbers and never by a file's name. */

/** A program that reads the compressed stream from its stdin and writes the plain one to its stdout. */
export interface Decompressor {
  readonly tool: string;
  readonly args: readonly string[];
}

export type Compressed = Exclude<Compression, 'none'>;

/** Magic numbers as text, one character a byte: RFC 1952, the xz, zstd, lz4 and lzip format documents, the sources of bzip2 and gzip. */
const MAGIC: Readonly<Record<Exclude<Compressed, 'lzma'>, RegExp>> = {
  gzip: /^\x1f\x8b\x08/,
  xz: /^\xfd7zXZ\0/,
  zstd: /^\x28\xb5\x2f\xfd/,
  bzip2: /^BZh[1-9](?:1AY&SY|\x17rE8P\x90)/,
  lz4: /^(?:\x04\x22\x4d|\x02\x21\x4c)\x18/,
  lzip: /^LZIP[\0\x01]/,
  compress: /^\x1f\x9d/,
};

/**
 * The fastest first. Each of them was tried with several members in one file, with zero padding, and with input that
 * is cut short or damaged: all but pigz notice. pigz takes a member whose header is cut short for junk that may be
 * ignored; the tar stream then has no end marker, and that is noticed. zstd is no quicker with gzip files than Python, where
 * it was built for them at all, and takes padding for junk.
 */
const DECOMPRESSORS: Readonly<Record<Compressed, readonly [Decompressor, ...Decompressor[]]>> = {
  gzip: [
    { tool: 'igzip', args: ['-dc'] },
    { tool: 'pigz', args: ['-dc'] },
    { tool: 'python3', args: GUNZIP },
    { tool: 'gzip', args: ['-dc'] },
  ],
  // With -T0 it takes a quarter of the memory at most, and fewer threads where that does not do (xz(1), 5.4).
  xz: [{ tool: 'xz', args: ['-dc', '-T0'] }],
  zstd: [{ tool: 'zstd', args: ['-dc', '-q', '--long=31'] }],
  bzip2: [
    { tool: 'lbzip2', args: ['-dc'] },
    { tool: 'bzip2', args: ['-dc'] },
  ],
  lz4: [{ tool: 'lz4', args: ['-dc', '-q'] }],
  lzip: [
    { tool: 'plzip', args: ['-dc'] },
    { tool: 'lzip', args: ['-dc'] },
  ],
  lzma: [{ tool: 'xz', args: ['--format=lzma', '-dc'] }],
  compress: [{ tool: 'gzip', args: ['-dc'] }],
};

/** The name of a tar's first member may look like a magic number. @param head the first bytes of a file: a block of tar, or the skippable frames that it begins with */
export function compressionOf(head: Buffer): Compression {
  if (isTarHeader(head)) return 'none';
  const skippable = isSkippableFrame(head);
  const start = (skippable ? afterSkippableFrames(head) : head).toString('latin1', 0, 16);
  const found = (Object.keys(MAGIC) as (keyof typeof MAGIC)[]).find((name) => MAGIC[name].test(start));
  if (found) return found;
  if (skippable) return 'zstd';
  return isLzma(head) ? 'lzma' : 'none';
}

/** A magic number in full, with one of bzip2's block sizes. */
const BEGINNINGS: readonly (readonly [Compressed, string])[] = [
  ['gzip', '\x1f\x8b\x08'],
  ['xz', '\xfd7zXZ\0'],
  ['zstd', '\x28\xb5\x2f\xfd'],
  ['bzip2', 'BZh91AY&SY'],
  ['lz4', '\x04\x22\x4d\x18'],
  ['lzip', 'LZIP\x01'],
];
/** Two letters may be anything. */
const LEAST_LETTERS = 3;

/** Of a file that ends within its magic number. */
export function cutCompressionOf(head: Buffer): Compressed | undefined {
  const text = head.toString('latin1').replace(/^BZh[1-9]/, 'BZh9');
  const least = /^\w/.test(text) ? LEAST_LETTERS : LEAST_LETTERS - 1;
  return BEGINNINGS.find(([, magic]) => text.length >= least && text.length < magic.length && magic.startsWith(text))?.[0];
}

/**
 * The best of the installed programs for a compression; null for none.
 * @throws TarstrapError `tool-missing`, naming the usual program
 */
export function decompressor(compression: Compressed, locate?: Locate): Decompressor;
export function decompressor(compression: Compression, locate?: Locate): Decompressor | null;
export function decompressor(compression: Compression, locate: Locate = locateTool): Decompressor | null {
  if (compression === 'none') return null;
  const choices = DECOMPRESSORS[compression];
  const found = choices.find(({ tool }) => locate(tool));
  if (found) return found;
  const { tool } = choices.at(-1) ?? choices[0];
  throw new TarstrapError('tool-missing', { tool, package: packageOf(tool) });
}

/** These say nothing of what does not belong to the data behind it, be it the beginning of another member. */
const DEAF = ['igzip', 'pigz', 'lbzip2'];

/** Finds the others. */
export const locateAttentive: Locate = (tool) => (DEAF.includes(tool) ? undefined : locateTool(tool));

type Locate = (tool: string) => string | undefined;

/** zstd and lz4 share these frames (`184D2A5?`, then a length): only what follows tells one from the other. */
function isSkippableFrame(head: Buffer): boolean {
  return head.length >= 8 && (head.readUInt32LE(0) & 0xfffffff0) >>> 0 === 0x184d2a50;
}

function afterSkippableFrames(head: Buffer): Buffer {
  let rest = head;
  while (isSkippableFrame(rest)) rest = rest.subarray(8 + rest.readUInt32LE(4));
  return rest;
}
