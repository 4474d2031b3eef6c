import { mkdirSync, writeFileSync } from 'node:fs';
import { run } from '../../run/run.ts';
import { type Job, note } from '../job.ts';

const DROP = 'sys/vm/drop_caches';

/**
 * Clean pages of all files are forgotten, so that a folder is verified from its medium (Documentation/admin-guide/sysctl/vm.rst).
 * Containers have /proc/sys read-only; a /proc of our own, in our namespace, is not.
 */
export async function dropPageCache(job: Job): Promise<void> {
  if (drop('/proc')) return;
  const own = `${job.folder}/proc`;
  mkdirSync(own, { recursive: true });
  const mounted = await run({ tool: 'mount', args: ['--no-canonicalize', '-t', 'proc', '-o', 'nosuid,nodev,noexec', 'proc', own] });
  if (mounted.exitCode === 0 && drop(own)) return;
  note(
    job,
    'The memory of this machine could not be emptied (/proc/sys is read-only): what is verified may come from there and not from the drive.',
    'warning',
  );
}

function drop(proc: string): boolean {
  try {
    writeFileSync(`${proc}/${DROP}`, '1');
    return true;
  } catch {
    return false;
  }
}
