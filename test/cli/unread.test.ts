import { execFileSync } from 'node:child_process';
import { createCipheriv, createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { behind, behindBallast } from '../lab/ballast.ts';
import { cli } from '../lab/cli.ts';
import { leftovers, type Loop, makeLoop, sh } from '../lab/devices.ts';
import { LANDING, REFUSED, tar } from '../lab/fieldCases.ts';
import { file, folder as dir, system } from '../lab/members.ts';
import { type Landed, landedByHand, landedOn } from '../lab/landing.ts';

/**
 * Archives that are too large to be read before they are laid: what is odd about them comes behind what a glance sees. What lands is the same all
 * the same, with the same verdict.
 */

const MiB = 1024 ** 2;
const MODES = ['staged', 'direct'] as const;

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
  writeFileSync(path, behindBallast(archive));
  return path;
}

/** What tar has to be told, or does not tell of by itself: of each kind one. The others are for `cases.test.ts`. */
const KINDS = [
  'a plain system',
  "bsdtar's attributes in a form of its own",
  'ACLs that name a group of this machine',
  'labels of SELinux as attributes',
  'two tars, one behind the other',
  'everything of one user',
  'a file that becomes a symlink',
  'an ACL of the root itself',
];

describe.each(Object.entries(LANDING).filter(([name]) => KINDS.includes(name)))('%s', (name, chosen) => {
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
    expect({ code, tree: code === 0 ? await landedOn(`${device}p1`, '', folder) : stderr }).toEqual({ code: 0, tree: expected });
    expect(stderr).toContain('while it is unpacked');
    if (chosen.lost) expect(stdout + stderr).toMatch(chosen.lost);
  });
});

it('what bsdtar has made is read before it is laid, since it may hold ACLs: it is not laid twice', async () => {
  const tree = mkdtempSync(join(folder, 'tree-'));
  const packed = join(folder, 'journal.tar');
  writeFileSync(packed, behind(8 * MiB, tar(system(), dir('./var/log/journal'))));
  const own = `${packed}.gz`;
  const script = 'tar -xpf "$1" -C "$2" && setfacl -m g:4:rx "$2/var/log/journal" && bsdtar --acls -C "$2" -cf - . | gzip -1 > "$3"';
  sh('sh', '-euc', script, 'sh', packed, tree, own);
  const { code, stderr } = await cli('flash', own, drives.direct.device, '--yes', '--mode', 'direct');
  expect({ code, read: stderr.includes('The archive was read completely'), again: stderr.includes('unpacked again') }).toEqual({
    code: 0,
    read: true,
    again: false,
  });
  expect(await cli('verify', own, drives.direct.device)).toMatchObject({ code: 0 });
});

it('a tree that takes four times what most take is prepared all the same', async () => {
  const crowd = Array.from({ length: 30_000 }, (_, i) => file(`./usr/lib/${i}`, 'x'));
  const archive = write('crowd', tar(system(), crowd));
  const drive = makeLoop(folder, 512 * MiB);
  const { code, stderr } = await cli('flash', archive, drive.device, '--yes', '--mode', 'staged', '--verify', 'quick');
  drive.detach();
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('while it is unpacked') });
  rmSync(archive);
});

it('what was not known before is said in the end', async () => {
  const archive = write('no kernel', tar(system({ boot: false })));
  const { code, stderr } = await cli('flash', archive, drives.direct.device, '--yes', '--mode', 'direct');
  expect({ code, before: stderr.indexOf('while it is unpacked') >= 0 }).toEqual({ code: 0, before: true });
  expect(stderr.indexOf('will not boot by itself')).toBeGreaterThan(stderr.indexOf('while it is unpacked'));
  rmSync(archive);
});

it.each(MODES)('what was cut short is said to be damaged, %s, and the drive is untouched or said to be incomplete', async (mode) => {
  const { device } = drives[mode];
  const archive = write(`${mode} cut`, tar(system()));
  truncateSync(archive, statSync(archive).size - 10_000);
  const sum = (): string => createHash('sha256').update(readFileSync(device)).digest('hex');
  const before = sum();
  const { code, stderr } = await cli('flash', archive, device, '--yes', '--mode', mode);
  expect({ code, stderr }).toEqual({ code: 65, stderr: expect.stringMatching(/damaged|cut short/) });
  if (mode === 'staged') expect(sum()).toBe(before);
  else expect(stderr).toContain('incomplete');
});

it.each(MODES)('megabytes of junk behind its end keep nobody waiting, %s', async (mode) => {
  const { device } = drives[mode];
  const junk = createCipheriv('aes-128-ctr', Buffer.alloc(16, 1), Buffer.alloc(16)).update(Buffer.alloc(4 * MiB));
  const archive = write(`${mode} junk`, Buffer.concat([tar(system()), Buffer.alloc(10 * 1024), junk]));
  expect(await cli('flash', archive, device, '--yes', '--mode', mode)).toMatchObject({ code: 0 });
});

/** One gzip behind the other, of which a later one is damaged where it begins: quick decompressors end there, without a word. */
function inGzips(parts: readonly Buffer[], damaged: number): string {
  const gzips = parts.map((part) => execFileSync('gzip', ['-1c'], { input: part, maxBuffer: 1 << 26 }));
  (gzips[damaged] as Buffer)[1] = 0;
  const path = join(folder, 'gzips.tar.gz');
  writeFileSync(path, Buffer.concat(gzips));
  return path;
}

/** What does not get any smaller. */
const noise = (bytes: number): Buffer => createCipheriv('aes-128-ctr', Buffer.alloc(16, 2), Buffer.alloc(16)).update(Buffer.alloc(bytes));

it.each(MODES)('a second tar of which nothing can be read is named, %s', async (mode) => {
  const archive = inGzips([tar(system(), file('./usr/noise', noise(6 * MiB))), tar(file('./etc/second', 'x'))], 1);
  const { code, stderr } = await cli('flash', archive, drives[mode].device, '--yes', '--mode', mode);
  expect({ code, before: stderr.includes('while it is unpacked') }).toEqual({ code: 0, before: true });
  expect(stderr.indexOf('After its compressed data')).toBeGreaterThan(stderr.indexOf('while it is unpacked'));
});

it.each(MODES)('a part in the middle that cannot be read is no end, %s', async (mode) => {
  const { device } = drives[mode];
  const whole = tar(system(), file('./usr/noise', noise(6 * MiB)), file('./etc/last', 'x'));
  const last = whole.indexOf('./etc/last');
  const archive = inGzips([whole.subarray(0, last), whole.subarray(last)], 1);
  const before = createHash('sha256').update(readFileSync(device)).digest('hex');
  const { code, stderr } = await cli('flash', archive, device, '--yes', '--mode', mode);
  expect({ code, stderr }).toEqual({ code: 65, stderr: expect.stringMatching(/damaged|cut short/) });
  if (mode === 'staged') expect(createHash('sha256').update(readFileSync(device)).digest('hex')).toBe(before);
  else expect(stderr).toContain('incomplete');
});

describe.each(Object.entries(REFUSED).filter(([name]) => ['a hard link to nothing', 'a name that is too long'].includes(name)))(
  '%s',
  (name, [make, words, options = []]) => {
    it.concurrent.each(MODES)('is refused, %s, in the same words, and the drive is untouched or said to be incomplete', async (mode) => {
      const { device } = drives[mode];
      const archive = write(`${mode} ${name}`, make());
      const sum = (): string => createHash('sha256').update(readFileSync(device)).digest('hex');
      const before = sum();
      const { code, stderr } = await cli('flash', archive, device, '--yes', '--mode', mode, ...options);
      expect({ code, stderr }).toEqual({ code: 65, stderr: expect.stringMatching(words) });
      if (mode === 'staged') expect(sum()).toBe(before);
      else expect(stderr).toContain('incomplete');
    });
  },
);

it('an end mark that goes over the end of a record is whole, where it is decompressed once', async () => {
  const used = Math.ceil(tar(system()).toString('latin1').replace(/\0+$/, '').length / 512);
  // So many blocks that the first of the two zero blocks is the twentieth of a record.
  const padding = Buffer.alloc(((((18 - used) % 20) + 20) % 20) * 512, 1);
  const plain = join(folder, 'end.tar');
  writeFileSync(plain, tar([...system(), file('usr/padding', padding)]));
  sh('xz', '-0', '-k', plain);
  const { code, stderr } = await cli('flash', `${plain}.xz`, drives.direct.device, '--yes', '--mode', 'direct');
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining('lone zero block') });
});
