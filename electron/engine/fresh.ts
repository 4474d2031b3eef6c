import { readFileSync, writeFileSync } from 'node:fs';
import { run } from '../run/run.ts';

/**
 * What a process gets from whoever started it, and keeps when it becomes root: limits (getrlimit(2)), interval timers
 * (setitimer(2)), its place among those that are killed when memory runs out. pkexec(1) takes none of them away.
 */

/** Of interval timers, and of limits that are reached. Left alone each of them would end us in the middle of a write. */
const SIGNALS = ['SIGALRM', 'SIGVTALRM', 'SIGPROF', 'SIGXCPU', 'SIGXFSZ', 'SIGUSR2'] as const;

/** To be called first: a timer may be near its end. Programs that we start do not get timers (fork(2)). */
export function heedNoTimers(): void {
  for (const signal of SIGNALS) process.on(signal, () => {});
}

const UNLIMITED = Infinity;

interface Limit {
  /** As prlimit(1) names it, and as the kernel does in `/proc/PID/limits`. */
  readonly name: string;
  readonly called: string;
  readonly soft: number;
  readonly hard: number;
}

/** As root has them. No core: it would hold what only root may read. */
const LIMITS: readonly Limit[] = [
  { name: 'as', called: 'Max address space', soft: UNLIMITED, hard: UNLIMITED },
  { name: 'core', called: 'Max core file size', soft: 0, hard: 0 },
  { name: 'cpu', called: 'Max cpu time', soft: UNLIMITED, hard: UNLIMITED },
  { name: 'data', called: 'Max data size', soft: UNLIMITED, hard: UNLIMITED },
  { name: 'fsize', called: 'Max file size', soft: UNLIMITED, hard: UNLIMITED },
  { name: 'locks', called: 'Max file locks', soft: UNLIMITED, hard: UNLIMITED },
  { name: 'msgqueue', called: 'Max msgqueue size', soft: 819_200, hard: 819_200 },
  { name: 'nproc', called: 'Max processes', soft: UNLIMITED, hard: UNLIMITED },
  { name: 'rss', called: 'Max resident set', soft: UNLIMITED, hard: UNLIMITED },
  { name: 'sigpending', called: 'Max pending signals', soft: 65_536, hard: 65_536 },
  { name: 'stack', called: 'Max stack size', soft: 8_388_608, hard: UNLIMITED },
  // Last of all: a machine may have a lower one for everybody (`fs.nr_open`).
  { name: 'nofile', called: 'Max open files', soft: 65_536, hard: 65_536 },
];

/** For us and for what we start. Where root itself may not raise limits (`CAP_SYS_RESOURCE`, in containers), they stay. */
export async function takeLimitsOff(): Promise<void> {
  try {
    writeFileSync('/proc/self/oom_score_adj', '0');
  } catch {
    // As above.
  }
  const wanted = limitsToSet(readFileSync('/proc/self/limits', 'latin1'));
  if (wanted.length > 0) await run({ tool: 'prlimit', args: ['--pid', String(process.pid), ...wanted] });
}

/**
 * What prlimit(1) is to set: it ends at the first that it cannot, so those that take a privilege come last.
 * @param now text of `/proc/PID/limits`: `Max open files            1024                 524288               files     ` (Linux 6.1)
 */
export function limitsToSet(now: string): string[] {
  const lines = now.split('\n');
  const others = LIMITS.flatMap((limit) => {
    const [soft, hard] = valuesOf(lines, limit);
    return soft === limit.soft && hard === limit.hard ? [] : [{ ...limit, isRaised: limit.hard > hard || limit.name === 'nofile' }];
  });
  return others.toSorted((one, other) => Number(one.isRaised) - Number(other.isRaised)).map(({ name, soft, hard }) => `--${name}=${word(soft)}:${word(hard)}`);
}

/** @returns NaN for each where the kernel does not tell */
function valuesOf(lines: readonly string[], { called }: Limit): [number, number] {
  const [soft = '', hard = ''] = (lines.find((line) => line.startsWith(`${called} `)) ?? '').slice(called.length).trim().split(/ +/);
  return [numberOf(soft), numberOf(hard)];
}

function numberOf(word: string): number {
  return word === 'unlimited' ? UNLIMITED : Number.parseInt(word, 10);
}

function word(limit: number): string {
  return limit === UNLIMITED ? 'unlimited' : String(limit);
}
