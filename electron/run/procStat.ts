import { readFileSync } from 'node:fs';

/** `/proc/<pid>/stat` (proc_pid_stat(5)). */
export interface ProcessStat {
  /** One letter: R running, S sleeping, D waiting for a device, Z ended and not yet heard of. */
  readonly state: string;
  /** CPU time in clock ticks, user and system (fields 14 and 15). */
  readonly cpu: number;
}

/** The command in parentheses may hold anything, so fields are counted from the last `)`: field 3 comes first. */
export function parseStat(stat: string): ProcessStat {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', cpu: Number(fields[11] ?? 0) + Number(fields[12] ?? 0) };
}

/** @returns undefined if there is no such process any more */
export function readStat(pid: number): ProcessStat | undefined {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return undefined;
  }
}
