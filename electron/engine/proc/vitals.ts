import { readFileSync } from 'node:fs';

/** Signs of life of a process that does not answer. */
export interface Vitals {
  /** CPU time in clock ticks, user and system (`/proc/<pid>/stat` fields 14 and 15). */
  readonly cpu: number;
  /** Bytes passed through read(2) and write(2) (`/proc/<pid>/io` `rchar` and `wchar`). */
  readonly moved: number;
}

/** The command in parentheses may hold anything, so fields are counted from the last `)`: field 3 comes first. */
export function parseCpu(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
}

/** `rchar: 323934931\nwchar: 323929600\n…` */
export function parseMoved(io: string): number {
  return Number(/^rchar: (\d+)$/m.exec(io)?.[1] ?? 0) + Number(/^wchar: (\d+)$/m.exec(io)?.[1] ?? 0);
}

export function readVitals(pid: number): Vitals | undefined {
  try {
    return { cpu: parseCpu(readFileSync(`/proc/${pid}/stat`, 'latin1')), moved: parseMoved(readFileSync(`/proc/${pid}/io`, 'latin1')) };
  } catch {
    return undefined;
  }
}
