import type { ZipEntry } from '../../shared/imageFacts.ts';
import { type Feed, feedArchive, type FeedRequest, feedUnpacked } from '../archive/feed.ts';
import { decompressor } from '../archive/formats.ts';
import { feedEntry } from './entryFeed.ts';

/** An image for one pass over it, from its beginning, as {@link feedArchive} does it for an archive. */
export async function feedImage(zip: ZipEntry | null, request: FeedRequest): Promise<Feed> {
  if (!zip) return feedArchive(request);
  if (zip.method === 'stored') return feedEntry(zip, request);
  const program = decompressor('gzip');
  return feedUnpacked(await feedEntry(zip, request), program, request);
}
