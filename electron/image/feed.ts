import type { ZipEntry } from '../../shared/imageFacts.ts';
import { type Feed, feedArchive, type FeedRequest, feedUnpacked } from '../archive/feed.ts';
import { decompressor } from '../archive/formats.ts';
import { feedEntry } from './entryFeed.ts';
import { proverOf } from './storedEntry.ts';

/** An image for one pass over it, from its beginning, as {@link feedArchive} does it for an archive. */
export async function feedImage(zip: ZipEntry | null, request: FeedRequest): Promise<Feed> {
  if (!zip) return feedArchive(request);
  const isStored = zip.method === 'stored';
  const program = isStored ? proverOf(zip) : decompressor('gzip');
  const feed = await feedUnpacked(await feedEntry(zip, request), program, request);
  return isStored ? { ...feed, tool: null } : feed;
}
