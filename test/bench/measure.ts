import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { makeGroup } from './group.ts';

export interface Cost {
  /** From the start of the program to its end. */
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** The most that all its processes together had resident. */
  readonly peakBytes: number;
}

const SAMPLE_MS = 50;

/** What `action` costs, if it runs its program behind the wrapper that it is given. */
export async function measure<T>(action: (wrapper: readonly string[]) => Promise<T>): Promise<{ readonly cost: Cost; readonly result: T }> {
  using group = makeGroup();
  let peakBytes = 0;
  const timer = setInterval(() => (peakBytes = Math.max(peakBytes, group.residentBytes())), SAMPLE_MS);
  const began = performance.now();
  try {
    const result = await action(group.wrapper);
    return { cost: { seconds: (performance.now() - began) / 1000, cpuSeconds: group.cpuSeconds(), peakBytes }, result };
  } finally {
    clearInterval(timer);
  }
}

/** Runs a program to its end; it and all that it has started end when the signal aborts. @throws if it fails */
export async function finish([program, ...args]: readonly [string, ...string[]], signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (words = `${words}${text}`.slice(-2000)));
  const kill = (): void => {
    // Its own process group; the child is ours until `close`, so the number cannot be another's.
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) process.kill(-child.pid, 'SIGKILL');
  };
  signal.addEventListener('abort', kill, { once: true });
  try {
    const [code, killedBy] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    signal.throwIfAborted();
    if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${killedBy ?? code}: ${words.trim()}`);
  } finally {
    signal.removeEventListener('abort', kill);
  }
}
