import { writeFileSync } from 'node:fs';
import { run } from '../run/run.ts';
import { together } from '../run/together.ts';

/**
 * What a process gets from whoever started it, and keeps when it becomes root: limits (getrlimit(2)), interval timers
 * (setitimer(2)), its place among those that are killed when memory runs out. pkexec(1) takes none of them away.
 */

/** Of interval timers, and of limits that are reached. Left alone each of them would end us in the middle of a write. */
const SIGNALS = ['SIGALRM', 'SIGVTALRM', 'SIGPROF', 'SIGXCPU', 'SIGXFSZ', 'SIGUSR2'] as const;

/** Soft and hard, as root has them. No core: it would hold what only root may read. */
const LIMITS = [
  '--as=unlimited',
  '--core=0',
  '--cpu=unlimited',
  '--data=unlimited',
  '--fsize=unlimited',
  '--locks=unlimited',
  '--msgqueue=819200',
  '--nproc=unlimited',
  '--rss=unlimited',
  '--sigpending=65536',
  '--stack=8388608:unlimited',
];
/** Of open files; a machine may have a lower one for all (`fs.nr_open`). */
const FILES = ['--nofile=65536'];

/** To be called first: a timer may be near its end. Programs that we start do not get timers (fork(2)). */
export function heedNoTimers(): void {
  for (const signal of SIGNALS) process.on(signal, () => {});
}

/** For us and for what we start. Where root itself may not raise limits (`CAP_SYS_RESOURCE`, in containers), they stay. */
export async function takeLimitsOff(): Promise<void> {
  try {
    writeFileSync('/proc/self/oom_score_adj', '0');
  } catch {
    // As above.
  }
  const set = (limits: readonly string[]) => run({ tool: 'prlimit', args: ['--pid', String(process.pid), ...limits] });
  await together(set(LIMITS), set(FILES));
}
