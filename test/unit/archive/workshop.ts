import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, openSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { Failure } from '../../../shared/errors.ts';
import { toFailure } from '../../../shared/errors.ts';

/** A folder of this test file, which goes away with it. */
export function workshop(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tarstrap-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A megabyte that no program can compress, and the same in every run. */
export const NOISE = Buffer.concat(Array.from({ length: 16384 }, (_, i) => createHash('sha512').update(`${i}`).digest()));

/** Runs a program in a folder; its output goes to a file if one is named. */
export function make(cwd: string, tool: string, args: readonly string[], output?: string): Buffer {
  const stdout = output === undefined ? 'pipe' : openSync(join(cwd, output), 'w');
  try {
    const env = { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC0' };
    return execFileSync(tool, args, { cwd, env, stdio: ['ignore', stdout, 'pipe'], maxBuffer: 1 << 30 }) ?? Buffer.alloc(0);
  } finally {
    if (typeof stdout === 'number') closeSync(stdout);
  }
}

export async function failureOf(attempt: Promise<unknown>): Promise<Failure> {
  try {
    await attempt;
  } catch (error) {
    return toFailure(error);
  }
  throw new Error('it did not fail');
}

/** Command lines of the processes that this one has started and that still run. */
export function children(): string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    try {
      const parent = /^PPid:\t(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
      const line = readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0').join(' ').trim();
      return parent === String(process.pid) && line !== '' ? [line] : [];
    } catch {
      return [];
    }
  });
}

/** What another program reads from a descriptor, which it has when this returns; it has ended with the last piece. */
export function readBeside(stdin: number): AsyncIterable<Buffer> {
  const cat = spawn('cat', { stdio: [stdin, 'pipe', 'inherit'] });
  const ended = once(cat, 'close');
  return (async function* () {
    yield* cat.stdout as AsyncIterable<Buffer>;
    await ended;
  })();
}

/** Files that this process has open below a folder. */
export function openFiles(folder: string): string[] {
  const links = readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)];
    } catch {
      return [];
    }
  });
  return links.filter((link) => link.startsWith(folder));
}
