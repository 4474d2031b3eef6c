import { readdirSync, readFileSync, statSync } from 'node:fs';
import { deviceNumber } from '../run/deviceNumber.ts';

/** Who keeps a filesystem or device busy: processes with their working folder, program or an open file there. */

const SHOWN = 5;

/** @param path a mount point, or a block device. @returns `bash (pid 1234)`, a few of them */
export function holdersOf(path: string): string[] {
  const target = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (!target) return [];
  const number = deviceNumber(target.isBlockDevice() ? target.rdev : target.dev);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid && holds(name, number))
    .slice(0, SHOWN)
    .map((pid) => `${read(`/proc/${pid}/comm`)} (pid ${pid})`);
}

function holds(pid: string, number: string): boolean {
  const links = [...['cwd', 'root', 'exe'].map((name) => `/proc/${pid}/${name}`), ...entries(`/proc/${pid}/fd`)];
  return links.some((link) => {
    try {
      const stat = statSync(link, { bigint: true });
      return deviceNumber(stat.isBlockDevice() ? stat.rdev : stat.dev) === number;
    } catch {
      return false;
    }
  });
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder).map((name) => `${folder}/${name}`);
  } catch {
    return [];
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return 'a process';
  }
}
