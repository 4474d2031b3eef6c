import { limitOf } from '../../shared/ending.ts';
import { run } from '../run/run.ts';
import type { FeedRequest } from './feed.ts';

/**
 * The `-f` of a pass that skips contents. tar seeks over them only in a file that it has opened itself (`-f -` reads
 * all of it), so a plain archive is opened again through its descriptor, where its reader may do that.
 */
export async function archiveArgument(request: FeedRequest): Promise<string> {
  const { compression, ending } = request;
  if (compression !== 'none' || (ending && limitOf(ending) !== null)) return '-';
  return (await canOpen(request)) ? ITSELF : '-';
}

const ITSELF = '/proc/self/fd/0';

/** By really opening it: mode bits tell nothing of a FUSE mount, which is its user's alone, nor of ACLs and network folders. */
async function canOpen({ fd, as, signal }: FeedRequest): Promise<boolean> {
  const { exitCode } = await run({ tool: 'head', args: ['-c', '1', ITSELF], stdin: fd, as, tied: true, ...(signal ? { signal } : {}) });
  return exitCode === 0;
}
