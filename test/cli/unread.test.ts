import { createCipheriv, createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli } from '../lab/cli.ts';
import { leftovers, type Loop, makeLoop } from '../lab/devices.ts';
import { LANDING, REFUSED } from '../lab/fieldCases.ts';
import { type Landed, landedByHand, landedOn } from '../lab/landing.ts';
import { tarHeader } from '../lab/tarHeader.ts';

/**
 * Archives that are too large to be read before they are laid: what is odd about them comes behind what a glance sees. What lands is the same all
 * the same, with the same verdict.
 */

const MiB = 1024 ** 2;
const MODES = ['staged', 'direct'] as const;

/** Noise, at which lzma takes its time; no more of a drive than that. */
function ballast(): Buffer {
  const content = createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16)).update(Buffer.alloc(8 * MiB));
  return Buffer.concat([tarHeader({ name: './var/ballast', size: content.length }), content]);
}

let folder: string;
let drives: Readonly<Record<(typeof MODES)[number], Loop>>;
beforeAll(() => {
  folder = mkdtempSync('/var/tmp/unread-');
  drives = { staged: makeLoop(folder, 128 * MiB), direct: makeLoop(folder, 128 * MiB) };
});
afterAll(() => {
  expect(leftovers()).toEqual([]);
  for (const drive of Object.values(drives)) drive.detach();
  rmSync(folder, { recursive: true, force: true });
});

/** Behind the ballast, in a file. */
function write(name: string, archive: Buffer): string {
  const path = join(folder, `${name.replaceAll(/\W/g, '-')}.tar.lzma`);
  writeFileSync(path, execFileSync('xz', ['--format=lzma', '-0', '-c'], { input: Buffer.concat([ballast(), archive]), maxBuffer: 64 * MiB }));
  return path;
}

/** Of one folder all is read before, and of what is compressed in parts there is no room for ballast. */
const FITTING = Object.entries(LANDING).filter(([name, { options = [] }]) => !options.includes('--inside') && !name.includes('compressed'));

describe.each(FITTING)('%s', (name, chosen) => {
  let archive: string;
  let expected: Landed;
  beforeAll(() => {
    archive = write(name, chosen.archive(folder));
    expected = landedByHand(chosen, archive, folder);
  });
  afterAll(() => {
    expect(leftovers()).toEqual([]);
    rmSync(archive);
  });

  it.concurrent.each(MODES)('lands, %s, as by hand, and is verified', async (mode) => {
    const { device } = drives[mode];
    const { code, stdout, stderr } = await cli('flash', archive, device, '--yes', '--mode', mode, ...(chosen.options ?? []));
    expect({ code, tree: code === 0 ? landedOn(`${device}p1`, '', folder) : stderr }).toEqual({ code: 0, tree: expected });
    expect(stderr).toContain('while it is unpacked');
    if (chosen.lost) expect(stdout + stderr).toMatch(chosen.lost);
  });
});

describe.each(Object.entries(REFUSED))('%s', (name, [make, words, options = []]) => {
  it.concurrent.each(MODES)('is refused, %s, in the same words, and the drive is untouched or said to be incomplete', async (mode) => {
    const { device } = drives[mode];
    const archive = write(`${mode} ${name}`, make());
    const sum = (): string => createHash('sha256').update(readFileSync(device)).digest('hex');
    const before = sum();
    const { code, stderr } = await cli('flash', archive, device, '--yes', '--mode', mode, ...options);
    expect({ code, stderr }).toEqual({ code: 65, stderr: expect.stringMatching(words) });
    if (mode === 'staged' || options.includes('boot-root')) expect(sum()).toBe(before);
    else expect(stderr).toContain('incomplete');
  });
});
