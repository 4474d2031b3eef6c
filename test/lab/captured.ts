import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect } from 'vitest';
import { type CliResult } from './cli.ts';
import { type Loop, sh } from './devices.ts';
import { type Drives, openDrives } from './drives.ts';

/** What is captured by tests, and where to. */
export interface CaptureLab extends Drives {
  /** A folder for archives, in which nothing half may be left. */
  readonly place: () => string;
  /** The same for a folder that is there. */
  readonly watch: (folder: string) => string;
  /** A folder with these files; those whose names end with a slash are folders. */
  readonly tree: (files: Readonly<Record<string, string | Buffer>>) => string;
  /** Mounts a device for as long as something is put on it. */
  readonly onto: (device: string, put: (at: string) => void) => void;
  /** Gives a drive an ext4 that holds so many files of a MiB each. */
  readonly filled: (loop: Loop, mebibytes: number) => void;
}

const MiB = 1024 ** 2;

export const noise = (bytes: number): Buffer => randomBytes(bytes);

export function openCaptureLab(name: string): CaptureLab {
  const drives = openDrives(name, 400 * MiB);
  const { path } = drives;
  const watched: string[] = [];
  afterEach(() => {
    for (const folder of watched.splice(0)) expect(readdirSync(folder).filter((file) => file.endsWith('.part'))).toEqual([]);
  });
  const watch = (folder: string): string => {
    watched.push(folder);
    return folder;
  };
  const onto: CaptureLab['onto'] = (device, put) => {
    const at = mkdtempSync(path('put-'));
    sh('mount', device, at);
    try {
      put(at);
    } finally {
      sh('umount', at);
    }
  };
  const filled: CaptureLab['filled'] = (loop, mebibytes) => {
    // Its inodes lie at the beginning, all of them.
    sh('mkfs.ext4', '-q', '-F', '-b', '4096', loop.device);
    onto(loop.device, (at) => {
      for (const folder of ['etc', 'usr']) mkdirSync(join(at, folder));
      for (let i = 0; i < mebibytes; i += 1) writeFileSync(join(at, `usr/file-${String(i).padStart(3, '0')}`), noise(MiB));
    });
  };
  const tree: CaptureLab['tree'] = (files) => {
    const at = mkdtempSync(path('tree-'));
    for (const [file, contents] of Object.entries(files)) {
      mkdirSync(join(at, file, file.endsWith('/') ? '.' : '..'), { recursive: true });
      if (!file.endsWith('/')) writeFileSync(join(at, file), contents);
    }
    return at;
  };
  return { ...drives, watch, place: () => watch(mkdtempSync(path('archives-'))), onto, filled, tree };
}

/** Names in an archive, odd ones escaped. */
export function listed(archive: string): string[] {
  const program = archive.endsWith('.lz4') ? ['-I', 'lz4'] : [];
  return execFileSync('tar', [...program, '-tf', archive, '--quoting-style=escape'], { encoding: 'latin1' })
    .split('\n')
    .filter(Boolean);
}

export function expectFailed({ code, events }: CliResult, exit: number, problem: string, facts: object = {}): void {
  expect({ code, last: events.at(-1) }).toMatchObject({ code: exit, last: { type: 'failed', failure: { code: problem, facts } } });
}
