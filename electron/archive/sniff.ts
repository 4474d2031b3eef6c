import { TarstrapError } from '../../shared/errors.ts';
import type { Compression } from '../../shared/facts.ts';
import { surveyOf } from './container/survey.ts';
import type { Compressed } from './formats.ts';
import { bytesOf, type HeldArchive } from './open.ts';
import { partOf } from './parts.ts';
import { HEAD_BYTES, type Finding, recognise } from './signatures.ts';
import { isTarHeader } from './tarHeader.ts';
import { unpackedHead } from './unpackedHead.ts';
import { refuseAppended } from './wholeness.ts';

/**
 * How a tarball is compressed, found by its first bytes and by those of the decompressed stream.
 * @throws TarstrapError if it is no tarball: `archive-empty`, `archive-is-image`, `archive-not-tar`, `archive-stand-in`, `archive-in-parts` or
 * `archive-damaged`, `archive-io` if its medium fails, `tar-killed` or `tool-unfit` if its decompressor does
 */
export async function sniffArchive(archive: HeldArchive, signal?: AbortSignal): Promise<Compression> {
  const { path } = archive.identity;
  const outer = recognise(bytesOf(archive).at(0, HEAD_BYTES));
  if (outer.kind !== 'compressed') {
    requireTar(path, outer);
    return 'none';
  }
  const { head, end } = await unpackedHead(archive, { compression: outer.compression, suffices, signal });
  const inner = recognise(head.subarray(0, HEAD_BYTES));
  if (!end.ok) refuseAppended(archive, outer.compression, await surveyOf(bytesOf(archive), outer.compression));
  if (!end.ok && inner.kind !== 'image') throw partOf(path) ?? new TarstrapError('archive-damaged', { path }, end.detail);
  requireTar(path, inner, outer.compression);
  return outer.compression;
}

/**
 * What is no tar may just be damaged: bzip2 gives a block of up to 900 kB out before it has checked it. So that much is
 * read before anything is said about it.
 */
const PROBE_BYTES = 4 * 1024 ** 2;

function suffices(size: number, first: Buffer): boolean {
  return size >= PROBE_BYTES || (size >= HEAD_BYTES && isTarHeader(first));
}

function requireTar(path: string, finding: Finding, compression?: Compression): void {
  const wrapped = compression ? `, compressed with ${compression}` : '';
  switch (finding.kind) {
    case 'tar':
      return;
    case 'empty':
      throw new TarstrapError('archive-empty', { path });
    case 'image':
      throw new TarstrapError('archive-is-image', { path, what: `${finding.what}${wrapped}` });
    case 'stand-in':
      throw new TarstrapError('archive-stand-in', { path, what: `${finding.what}${wrapped}`, advice: finding.advice });
    case 'zeros':
      throw new TarstrapError('archive-not-tar', { path, what: `it begins with nothing but zeros${wrapped}` });
    case 'compressed':
      throw new TarstrapError('archive-not-tar', { path, what: `it is a ${finding.compression} file${wrapped}` });
    case 'cut':
      throw cutAtOnce(path, finding.compression);
    case 'other':
      throw unknown(path, finding, wrapped);
  }
}

function cutAtOnce(path: string, compression: Compressed): TarstrapError {
  return partOf(path) ?? new TarstrapError('archive-damaged', { path }, `It ends within the first bytes of ${compression} data.`);
}

function unknown(path: string, { what, isKnown }: { readonly what: string; readonly isKnown: boolean }, wrapped: string): TarstrapError {
  return (isKnown ? undefined : partOf(path)) ?? new TarstrapError('archive-not-tar', { path, what: `${what}${wrapped}` });
}
