import { mkdirSync } from 'node:fs';
import { run } from '../../run/run.ts';
import { Scope } from '../../run/scope.ts';
import { attachLoop } from '../disk/loop.ts';
import { isUnclean, readHead } from '../disk/superblock.ts';
import { unmount } from '../disk/unmount.ts';
import type { Job } from '../job.ts';

/**
 * Whether a filesystem holds something in a journal that reading alone does not bring: it was not unmounted before its drive was unplugged. Of xfs only
 * the kernel tells, which mounts one that needs a recovery from nothing that cannot be written.
 */
export async function needsRecovery(device: string, filesystem: string, job: Pick<Job, 'folder'>): Promise<boolean> {
  if (filesystem !== 'xfs') return isUnclean(filesystem, readHead(device));
  await using scope = new Scope();
  const loop = await attachLoop({ file: device, readOnly: true }, scope);
  const at = `${job.folder}/trial`;
  mkdirSync(at, { recursive: true });
  const { exitCode, stderr } = await run({ tool: 'mount', args: ['-t', 'xfs', '-o', 'ro,nouuid,nosuid,nodev,noexec,nosymfollow', '--', loop, at] });
  if (exitCode === 0) await unmount(at);
  // EROFS, in the words of mount(8); whatever else is wrong with it, its own mount has worked.
  return exitCode !== 0 && stderr.includes('read-only');
}
