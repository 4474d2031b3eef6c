import { mkdirSync, writeFileSync } from 'node:fs';
import { run } from '../../run/run.ts';
import { type Job, note } from '../job.ts';
import { unmount } from './unmount.ts';

/**
 * Clean pages are forgotten, so that verification reads from the medium (Documentation/admin-guide/sysctl/vm.rst). In containers
 * /proc/sys is read-only; a /proc of our own is not, where we may mount one.
 */
export async function dropPageCache(job: Pick<Job, 'folder' | 'emit'>): Promise<void> {
  if (drop('/proc') || (await dropByOwn(`${job.folder}/proc`))) return;
  note(job, 'This system does not let its file cache be emptied: what is verified may come from memory, not from the drive.', 'warning');
}

function drop(proc: string): boolean {
  try {
    writeFileSync(`${proc}/sys/vm/drop_caches`, '1');
    return true;
  } catch {
    return false;
  }
}

async function dropByOwn(at: string): Promise<boolean> {
  mkdirSync(at, { recursive: true });
  const { exitCode } = await run({ tool: 'mount', args: ['-t', 'proc', '-o', 'nosuid,nodev,noexec', 'tarstrap', at] });
  if (exitCode !== 0) return false;
  try {
    return drop(at);
  } finally {
    await unmount(at);
  }
}
