import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { runSession } from '../../electron/engine/session/session.ts';
import { TAR } from '../../electron/engine/session/tools.ts';
import { start } from '../../electron/run/spawn.ts';
import { rotate } from './statistics.ts';

/** What it costs to ask: the same tar into memory, with and without the session that signals it and reads its answers. */
export interface Asking {
  /** Seconds, by round. */
  readonly asked: readonly number[];
  readonly left: readonly number[];
  /** Answers of the last round. */
  readonly reports: number;
}

const ARGS = ['-x', '--totals=SIGUSR1', '--totals', '-b', '2048', '--numeric-owner', '--same-owner', '-p', '-f', '-'];

export async function costOfAsking(archive: string, rounds: number, signal: AbortSignal): Promise<Asking> {
  const asked: number[] = [];
  const left: number[] = [];
  let reports = 0;
  const ask = async (fd: number, cwd: string): Promise<void> => {
    reports = (await runSession({ tool: TAR, command: { tool: 'tar', args: ARGS, stdin: fd, cwd }, signal })).reports;
  };
  const leave = async (fd: number, cwd: string): Promise<void> => {
    const running = await start({ tool: 'tar', args: ARGS, stdin: fd, cwd, tied: true });
    running.stderr.resume();
    await running.exit;
  };
  for (let round = 0; round < rounds; round += 1) {
    for (const { run, into } of rotate(
      [
        { run: ask, into: asked },
        { run: leave, into: left },
      ],
      round,
    )) {
      signal.throwIfAborted();
      into.push(await timeInMemory(archive, run));
    }
  }
  return { asked, left, reports };
}

async function timeInMemory(archive: string, run: (fd: number, cwd: string) => Promise<void>): Promise<number> {
  const folder = mkdtempSync('/dev/shm/tarstrap-bench-');
  const fd = openSync(archive, 'r');
  try {
    const began = performance.now();
    await run(fd, folder);
    return (performance.now() - began) / 1000;
  } finally {
    closeSync(fd);
    rmSync(folder, { recursive: true, force: true });
  }
}
