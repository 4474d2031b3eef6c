import { limitOf } from '../../shared/ending.ts';
import { type FeedRequest, isMended } from './feed.ts';
import { canOpen, ITSELF } from './reach.ts';

/**
 * The `-f` of a pass that skips contents. tar seeks over them only in a file that it has opened itself (`-f -` reads
 * all of it), so a plain archive is opened again through its descriptor, where its reader may do that.
 */
export async function archiveArgument(request: FeedRequest): Promise<string> {
  const { compression, ending } = request;
  if (compression !== 'none' || (ending && limitOf(ending) !== null) || isMended(request)) return '-';
  return (await canOpen(request)) ? ITSELF : '-';
}
