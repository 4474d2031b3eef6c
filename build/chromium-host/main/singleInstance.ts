import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Technique: `requestSingleInstanceLock` has to know at once. flock(1) locks a file that we hold open, and the lock is the open
 * file's, so it stays with us and the kernel lifts it when we die, however that happens. A second start that finds it
 * locked leaves its command line in a folder that the first one watches.
 */

export interface Start {
  readonly argv: string[];
  readonly cwd: string;
}

export interface SingleInstance {
  readonly request: () => boolean;
  readonly release: () => void;
}

export interface SingleInstanceOptions {
  /** Same folder, same app. */
  readonly userData: () => string;
  readonly start: Start;
  readonly second: (start: Start) => void;
}

export function openSingleInstance({ userData, start, second }: SingleInstanceOptions): SingleInstance {
  let release: (() => void) | undefined;
  const request = (): boolean => {
    if (release) return true;
    const letters = join(userData(), 'second-instances');
    const lock = takeLock(join(userData(), 'instance.lock'));
    mkdirSync(letters, { recursive: true });
    if (lock === undefined) {
      drop(letters, start);
      return false;
    }
    const read = (): void => collect(letters).forEach(second);
    const watcher = watch(letters, { persistent: false }, read);
    read();
    release = () => {
      watcher.close();
      closeSync(lock);
    };
    return true;
  };
  return {
    request,
    release: () => {
      release?.();
      release = undefined;
    },
  };
}

/** @returns the open file, undefined if another process has it locked */
function takeLock(path: string): number | undefined {
  const file = openSync(path, 'a');
  const { status, error } = spawnSync('flock', ['--exclusive', '--nonblock', '3'], { stdio: ['ignore', 'ignore', 'ignore', file] });
  if (error) throw error;
  if (status === 0) return file;
  closeSync(file);
  return undefined;
}

/** Whole or not at all: it gets its name when it is written. */
function drop(folder: string, start: Start): void {
  const draft = join(folder, `${process.pid}.draft`);
  writeFileSync(draft, JSON.stringify(start));
  renameSync(draft, join(folder, `${process.pid}.json`));
}

function collect(folder: string): Start[] {
  const letters = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return letters.map((name) => {
    const start = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Start;
    rmSync(join(folder, name));
    return start;
  });
}
