import { list, look, numberOf, read } from './sysfs.ts';

/** Who keeps a filesystem or device busy: processes with their working folder, root, program or an open file there. */

const SHOWN = 5;

/**
 * Without root only one's own processes can be looked at.
 * @param path a mount point, or a block device: then also who uses the filesystem on it
 * @returns `bash (pid 1234)`, five at most, never ourselves
 */
export function holdersOf(path: string): string[] {
  const target = look(path);
  if (!target) return [];
  const number = numberOf(target);
  const holders: string[] = [];
  for (const pid of list('/proc').filter(isOther)) {
    if (holders.length === SHOWN) break;
    if (holds(pid, number)) holders.push(`${read(`/proc/${pid}/comm`) ?? 'a process'} (pid ${pid})`);
  }
  return holders;
}

function isOther(name: string): boolean {
  return /^\d+$/.test(name) && Number(name) !== process.pid;
}

function holds(pid: string, number: string): boolean {
  const names = ['cwd', 'root', 'exe', ...list(`/proc/${pid}/fd`).map((fd) => `fd/${fd}`)];
  return names.some((name) => {
    const stat = look(`/proc/${pid}/${name}`);
    return stat !== undefined && numberOf(stat) === number;
  });
}
