import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';

export interface Movable {
  /** Names that something else is put behind, again and again. */
  readonly names: readonly [string, ...string[]];
  /** Where links lead, and what is mounted: a folder, and a file and a device beside it. */
  readonly folder: string;
  readonly file: string;
  readonly device: string;
}

type Act = (path: string) => void;

/**
 * Somebody who may write beside the target keeps putting other things in its place, and mounts and unmounts in it, while root works.
 * @returns what ends it, with nothing left behind the names
 */
export function moveThings({ names, folder, file, device }: Movable): () => Promise<void> {
  const ended = new AbortController();
  const mounts: string[] = [];
  const clear = (path: string): void => {
    for (let at = mounts.pop(); at; at = mounts.pop()) unmountPatiently(at);
    rmSync(path, { recursive: true, force: true, maxRetries: 10 });
  };
  const acts: readonly Act[] = [
    (path) => execFileSync('mkfifo', [path], { stdio: 'ignore' }),
    (path) => symlinkSync(folder, path),
    (path) => symlinkSync(file, path),
    (path) => symlinkSync(device, path),
    (path) => writeFileSync(path, 'a file'),
    (path) => mkdirSync(path),
    (path) => {
      const inner = join(path, 'inner');
      mkdirSync(inner, { recursive: true });
      execFileSync('mount', ['--bind', folder, inner], { stdio: 'ignore' });
      mounts.push(inner);
    },
  ];
  const chosen = fc.sample(fc.constantFrom(...acts), { numRuns: 4096, seed: 17 });
  let [moved, missed] = [0, 0];
  const moving = (async (): Promise<void> => {
    for (let i = 0; !ended.signal.aborted; i += 1) {
      const path = names[i % names.length] ?? names[0];
      clear(path);
      try {
        chosen[i % chosen.length]?.(path);
        moved += 1;
      } catch {
        // A job has put something there in between, or taken it away.
        missed += 1;
      }
      await delay(20);
    }
  })();
  return async () => {
    ended.abort();
    await moving;
    names.forEach(clear);
    if (missed > moved) throw new Error(`only ${moved} of ${moved + missed} things were moved`);
  };
}

/** An engine that has just looked has its own copy of the mount; this one is not busy for long. */
function unmountPatiently(at: string): void {
  for (let tries = 0; tries < 100; tries += 1) {
    try {
      return void execFileSync('umount', [at], { stdio: 'ignore' });
    } catch {
      execFileSync('sleep', ['0.05']);
    }
  }
  throw new Error(`${at} stays busy`);
}
