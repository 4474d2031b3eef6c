import { run } from '../run/run.ts';
import type { Command } from '../../shared/plan/types.ts';
import type { FeedRequest } from './feed.ts';

/**
 * What a reader may do with an archive that he is given open. It is really tried: mode bits tell nothing of a FUSE mount, which is its
 * user's alone (fuse(4), without `allow_other`), nor of ACLs and network folders.
 */

/** As he has it as his standard input. */
const ITSELF = '/proc/self/fd/0';

type Opened = Pick<FeedRequest, 'fd' | 'as' | 'signal'>;

/** To ask what it is (fstat(2)). Who has opened it can. */
export async function canLookAt(request: Opened): Promise<boolean> {
  return request.as.uid === process.getuid?.() || succeeds({ tool: 'stat', args: ['-L', '-c', '%s', ITSELF] }, request);
}

async function succeeds(command: Command, { fd, as, signal }: Opened): Promise<boolean> {
  const { exitCode } = await run({ ...command, stdin: fd, as, tied: true, ...(signal ? { signal } : {}) });
  return exitCode === 0;
}
