import { mkdirSync, readFileSync, rmdirSync } from 'node:fs';

const ROOT = '/sys/fs/cgroup/cpuacct';

/**
 * A cpuacct control group: it counts the CPU time of a program and of everything that it starts, without anything
 * to be waited for (Documentation/admin-guide/cgroup-v1/cpuacct.rst).
 */
export interface Group extends Disposable {
  /** What stands before a command line so that it runs in the group. */
  readonly wrapper: readonly string[];
  /** Seconds, user and system. The kernel's own threads, which write back, are not among them. */
  readonly cpuSeconds: () => number;
  /** Resident bytes of all its processes now; pages that they share count for each. */
  readonly residentBytes: () => number;
}

export function makeGroup(): Group {
  const folder = `${ROOT}/tarstrap-bench-${process.pid}`;
  mkdirSync(folder, { recursive: true });
  const pids = (): string[] => readFileSync(`${folder}/cgroup.procs`, 'latin1').split('\n').filter(Boolean);
  return {
    wrapper: ['/bin/sh', '-c', 'echo $$ > "$1/cgroup.procs" && shift && exec "$@"', 'sh', folder],
    cpuSeconds: () => Number(readFileSync(`${folder}/cpuacct.usage`, 'latin1')) / 1e9,
    residentBytes: () => pids().reduce((sum, pid) => sum + residentBytes(pid), 0),
    [Symbol.dispose]: () => rmdirSync(folder),
  };
}

/** `VmRSS:\t 1234 kB` (proc_pid_status(5)); nothing of a process that has ended. */
function residentBytes(pid: string): number {
  try {
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
