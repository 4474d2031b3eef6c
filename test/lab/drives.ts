import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, expect } from 'vitest';
import { leftovers, type Loop, makeLoop, sh } from './devices.ts';

/** Drives for the tests of one file, in a folder of its own. */
export interface Drives {
  readonly folder: string;
  readonly path: (name: string) => string;
  /** To be done behind the test, the last one first. */
  readonly undo: (step: () => unknown) => void;
  readonly drive: (bytes?: number, options?: readonly string[]) => Loop;
  /** One with a table, its copy at the end, and two filesystems, known to the kernel. */
  readonly usedDrive: () => Loop;
  /** One of any number, behind which there is room for less than anything needs. */
  readonly failingDrive: () => Loop;
  /** @returns where it is mounted, until the test is over */
  readonly mounted: (device: string, ...options: readonly string[]) => string;
}

const MiB = 1024 ** 2;

/** Behind every test they are put away, and nothing of a job may be left. @param bytes of a drive, where nothing is said of it */
export function openDrives(name: string, bytes: number): Drives {
  const folder = mkdtempSync(`/var/tmp/${name}-`);
  chmodSync(folder, 0o755);
  const steps: (() => unknown)[] = [];
  const undo: Drives['undo'] = (step) => void steps.push(step);
  const path = (file: string): string => join(folder, file);
  const keep = (loop: Loop): Loop => {
    undo(loop.detach);
    return loop;
  };
  afterEach(async () => {
    for (const step of steps.splice(0).toReversed()) await step();
    expect(leftovers()).toEqual([]);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return {
    folder,
    path,
    undo,
    drive: (size = bytes, options) => keep(makeLoop(folder, size, options)),
    usedDrive: () => {
      const loop = keep(makeLoop(folder, bytes));
      execFileSync('sfdisk', ['-q', '--no-tell-kernel', '--no-reread', loop.device], { input: 'label: gpt\nsize=100MiB\ntype=L\n' });
      sh('partx', '-u', loop.device);
      for (const number of [1, 2]) sh('mkfs.ext4', '-q', '-F', `${loop.device}p${number}`);
      return loop;
    },
    failingDrive: () => {
      const small = mkdtempSync(path('small-'));
      sh('mount', '-t', 'tmpfs', '-o', `size=${12 * MiB}`, 'small', small);
      undo(() => sh('umount', small));
      return keep(makeLoop(small, bytes));
    },
    mounted: (device, ...options) => {
      const at = mkdtempSync(path('mount-'));
      sh('mount', ...options, device, at);
      undo(() => sh('umount', at));
      return at;
    },
  };
}
