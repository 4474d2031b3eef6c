import type { Ending } from '../../shared/facts.ts';
import { endsAsBzip2, endsAsGzip } from './container/ends.ts';
import { surveyOf } from './container/survey.ts';
import type { FeedRequest } from './feed.ts';
import { readHeaders } from './headers.ts';
import type { TarEnd } from './listing.ts';
import { bytesOf, type HeldArchive } from './open.ts';
import { BLOCK } from './tarHeader.ts';
import { readTar } from './tarReader.ts';

/** What lies behind an archive, and what neither tar nor its decompressor has said a word of. */

/** @param request of the pass that has found its end */
export async function withWhatIsBehind(archive: HeldArchive, request: FeedRequest, end: TarEnd): Promise<Ending> {
  const { ending } = end;
  if (request.compression === 'none') return { ...ending, junkAt: ending.junkAt ?? (ending.marked ? restAt(archive) : null) };
  return { ...ending, trailing: ending.trailing || (await hasTrailing(archive, request, end)) };
}

/** Less than a block, which tar does not look at. */
function restAt(archive: HeldArchive): number | null {
  const { size, at } = bytesOf(archive);
  const begin = size - (size % BLOCK);
  return at(begin, size - begin).some((byte) => byte !== 0) ? begin : null;
}

async function hasTrailing(archive: HeldArchive, request: FeedRequest, { streamBlocks }: TarEnd): Promise<boolean> {
  const bytes = bytesOf(archive);
  if (request.compression === 'lzip') return (await surveyOf(bytes, 'lzip')).shape === 'appended';
  if (request.compression === 'bzip2') return !endsAsBzip2(bytes);
  if (request.compression !== 'gzip' || streamBlocks === undefined) return false;
  return !endsAsGzip(bytes, streamBlocks * BLOCK) && isHeard(request);
}

/** There may be several members in it: once more, by a program that tells them from junk. */
async function isHeard({ fd, path, compression, signal, as }: FeedRequest): Promise<boolean> {
  const reader = readTar(() => {}, { ignoresZeros: true });
  const pass = { reader, isEnough: () => false, onStart: () => {} };
  const end = await readHeaders({ fd, ...(path === undefined ? {} : { path }), compression, signal, as, isStrict: true }, pass);
  return end.junk === true;
}
