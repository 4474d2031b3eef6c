import { readFileSync } from 'node:fs';
import { parseStat } from '../../run/procStat.ts';

/** Signs of life of a process that does not answer. */
export interface Vitals {
  /** CPU time in clock ticks, user and system (`/proc/<pid>/stat` fields 14 and 15). */
  readonly cpu: number;
  /** Bytes of its {@link Traffic}, both ways. */
  readonly moved: number;
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
    return traffic && { cpu: parseStat(readFileSync(`/proc/${pid}/stat`, 'latin1')).cpu, moved: traffic.read + traffic.written };
  } catch {
    return undefined;
  }
}
