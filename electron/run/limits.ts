import { readFileSync } from 'node:fs';

/** Limits of this process that nobody without CAP_SYS_RESOURCE can raise (getrlimit(2)), and that what it starts is given at most. */
export interface HardLimits {
  /** Bytes of memory. */
  readonly memory: number;
  /** Open files. */
  readonly files: number;
  /** Bytes of a file that is written. */
  readonly fileSize: number;
}

/** Infinity for what has no limit, and where there is no /proc. */
export function hardLimits(): HardLimits {
  return parseLimits(ownLimits());
}

function ownLimits(): string {
  try {
    return readFileSync('/proc/self/limits', 'utf8');
  } catch {
    return '';
  }
}

/** `Max open files            1024                 1048576              files` (proc_pid_limits(5)). */
export function parseLimits(text: string): HardLimits {
  const hard = (row: RegExp): number => Number(row.exec(text)?.[1] ?? Infinity);
  return {
    memory: hard(/^Max address space +\S+ +(\d+) /m),
    files: hard(/^Max open files +\S+ +(\d+) /m),
    fileSize: hard(/^Max file size +\S+ +(\d+) /m),
  };
}
