import { readFileSync } from 'node:fs';

/** Signs of life of a process that does not answer. */
export interface Vitals {
  /** CPU time in clock ticks, user and system (`/proc/<pid>/stat` fields 14 and 15). */
  readonly cpu: number;
  /** Bytes of its {@link Traffic}, both ways. */
  readonly moved: number;
}

/** The command in parentheses may hold anything, so fields are counted from the last `)`: field 3 comes first. */
export function parseCpu(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
}

/** Bytes that passed through read(2) and its kin, and through write(2), whatever they were read from and written to. */
export interface Traffic {
  readonly read: number;
  readonly written: number;
}

/** `rchar: 323934931\nwchar: 323929600\n…` (proc_pid_io(5)) */
export function parseTraffic(io: string): Traffic {
  return { read: Number(/^rchar: (\d+)$/m.exec(io)?.[1] ?? 0), written: Number(/^wchar: (\d+)$/m.exec(io)?.[1] ?? 0) };
}

/** @returns undefined if there is no such process any more, or if we may not look */
export function readTraffic(pid: number): Traffic | undefined {
  try {
    return parseTraffic(readFileSync(`/proc/${pid}/io`, 'latin1'));
  } catch {
    return undefined;
  }
}

export function readVitals(pid: number): Vitals | undefined {
  const traffic = readTraffic(pid);
  try {
    return traffic && { cpu: parseCpu(readFileSync(`/proc/${pid}/stat`, 'latin1')), moved: traffic.read + traffic.written };
  } catch {
    return undefined;
  }
}
