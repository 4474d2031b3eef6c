import { readFileSync, readlinkSync } from 'node:fs';
import { type Mount, parseMountinfo } from './mountinfo.ts';
import { list } from './sysfs.ts';

/** A mount namespace that some process is in, and what is mounted in it. */
export interface MountTable {
  readonly namespace: string;
  /** One of the processes in it. */
  readonly pid: string;
  readonly mounts: readonly Mount[];
}

/** Every mount namespace of this machine, once; without root those of one's own processes. */
export function mountTables(): MountTable[] {
  const seen = new Set<string>();
  return list('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      const table = tableOf(pid, seen);
      if (table) seen.add(table.namespace);
      return table ?? [];
    });
}

/** @returns undefined for a process that has just ended, or that may not be looked at */
function tableOf(pid: string, seen: ReadonlySet<string>): MountTable | undefined {
  try {
    const namespace = readlinkSync(`/proc/${pid}/ns/mnt`);
    if (seen.has(namespace)) return undefined;
    return { namespace, pid, mounts: parseMountinfo(readFileSync(`/proc/${pid}/mountinfo`, 'utf8')) };
  } catch {
    return undefined;
  }
}
