import type { FeedRequest } from './feed.ts';
import { readHeaders } from './headers.ts';
import type { TarEntry } from './listing.ts';
import { tellsFalseSize } from './tarHeader.ts';
import { readTar } from './tarReader.ts';

/** Links, devices and FIFOs that tell a size in their headers: some programs pack the length of a link's target. See `mendFeed.ts`. */

/** A listing has gone wrong by them: the archive is to be listed anew, by a mended feed. */
export class FalseSizes extends Error {}

/** Of a device the listing does not tell it. */
export function hasFalseSize({ type, size }: TarEntry): boolean {
  return size > 0 && (type === 'symlink' || type === 'fifo');
}

/** A pass of its own, for a listing that has failed. */
export async function hasFalseSizes(request: FeedRequest): Promise<boolean> {
  let found = false;
  const onHeader = (block: Buffer): void => void (found ||= tellsFalseSize(block));
  const reader = readTar(() => {}, { ignoresZeros: true, onHeader });
  await readHeaders(request, { reader, isEnough: () => found, onStart: () => {} });
  return found;
}
