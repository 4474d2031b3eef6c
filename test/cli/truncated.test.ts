import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { behind } from '../lab/ballast.ts';
import { cli } from '../lab/cli.ts';
import { leftovers, type Loop, makeLoop } from '../lab/devices.ts';
import { tar } from '../lab/fieldCases.ts';
import { system } from '../lab/members.ts';

/**
 * Downloads that were cut short, of a size at which nothing is read completely before it is laid if that takes long. What tells its length is
 * refused before anything is touched, in every way; what does not may be found out only in the end.
 */

const MiB = 1024 ** 2;

/** Programs that pack a tar, and whether the file tells that it was cut. */
const FORMATS: Readonly<Record<string, { readonly command: readonly [string, ...string[]]; readonly tells: boolean }>> = {
  xz: { command: ['xz', '-0', '-T1'], tells: true },
  'xz of several blocks': { command: ['xz', '-0', '-T2', '--block-size=2MiB'], tells: true },
  zst: { command: ['zstd', '-q', '-1'], tells: true },
  lz4: { command: ['lz4', '-q'], tells: true },
  lz: { command: ['lzip', '-0'], tells: true },
  tar: { command: ['cat'], tells: true },
  gz: { command: ['gzip', '-1'], tells: false },
  bz2: { command: ['bzip2', '-1'], tells: false },
};
const WAYS = ['staged', 'direct', 'image'] as const;

let folder: string;
let drives: Readonly<Record<'staged' | 'direct', Loop>>;
beforeAll(() => {
  folder = mkdtempSync('/var/tmp/truncated-');
  drives = { staged: makeLoop(folder, 96 * MiB), direct: makeLoop(folder, 96 * MiB) };
});
afterAll(() => {
  expect(leftovers()).toEqual([]);
  for (const drive of Object.values(drives)) drive.detach();
  rmSync(folder, { recursive: true, force: true });
});

function argumentsFor(way: (typeof WAYS)[number], image: string): readonly [target: string, ...options: string[]] {
  return way === 'image' ? [image, '--size', '96M'] : [drives[way].device, '--mode', way];
}

describe.each(Object.entries(FORMATS))('a .tar.%s', (name, { command: [program, ...args], tells }) => {
  const archive = (): string => join(folder, `${name.replaceAll(' ', '-')}.tar`);
  beforeAll(() => {
    writeFileSync(archive(), execFileSync(program, args, { input: behind(8 * MiB, tar(system())), maxBuffer: 64 * MiB }));
    truncateSync(archive(), Math.floor(statSync(archive()).size * 0.9));
  });
  afterAll(() => rmSync(archive()));

  it.concurrent.each(WAYS)(`is refused, %s, and ${tells ? 'nothing' : 'nothing but a drive that is filled directly'} is touched`, async (way) => {
    const image = join(folder, `${name.replaceAll(' ', '-')}.img`);
    const [target, ...options] = argumentsFor(way, image);
    const sum = (): string => (way === 'image' ? String(existsSync(image)) : createHash('sha256').update(readFileSync(target)).digest('hex'));
    const before = sum();
    const { code, stderr } = await cli('flash', archive(), target, '--yes', ...options);
    expect({ code, stderr }).toEqual({ code: 65, stderr: expect.stringMatching(/damaged|cut short|incomplete/) });
    if (tells || way !== 'direct') expect(sum()).toBe(before);
    else expect(sum() === before || stderr.includes('incomplete')).toBe(true);
  });
});
