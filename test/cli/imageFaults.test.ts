import { copyFileSync, readFileSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DriveState } from '../../shared/errors.ts';
import type { PhaseId } from '../../shared/protocol.ts';
import { cli, type CliResult, startCli, without } from '../lab/cli.ts';
import { contents, holds, type Loop, looksBootable, loseBehind, sh, takeMedium, unthrottle } from '../lab/devices.ts';
import { makeCard, patch } from '../lab/diskImage.ts';
import { openDrives } from '../lab/drives.ts';
import { flashInto } from '../lab/inPhase.ts';
import { holdOpen } from '../lab/processes.ts';

/** What goes wrong while a disk image is written to a real device. */

const MiB = 1024 ** 2;
const { path, undo, usedDrive, drive, failingDrive, mounted } = openDrives('image-faults', 300 * MiB);

beforeAll(() => {
  makeCard(path('card.img'), { bytes: 64 * MiB, noise: 36 * MiB });
  for (const [tool, ...args] of [
    ['gzip', '-1k'],
    ['xz', '-0k', '-T2'],
    ['zstd', '-q1k'],
  ] as const)
    sh(tool, ...args, path('card.img'));
  sh('zip', '-q', '-1', '-j', path('card.zip'), path('card.img'));
  sh('zip', '-q', '-0', '-j', path('stored.zip'), path('card.img'));
  sh('cp', '--sparse=always', path('card.img'), path('mapped.img'));
  sh('bmaptool', '-q', 'create', '-o', path('mapped.bmap'), path('mapped.img'));
  // Not looked for while a job reads on.
  last = lastSector();
}, 120_000);

let last: number;

const FORMS = ['card.img', 'card.img.xz', 'mapped.img'] as const;
const FLAGS = ['--yes', '--json'];

interface Failing {
  readonly exit: number;
  readonly code: string;
  readonly drive: DriveState;
  readonly facts?: object;
  /** What a person is told. */
  readonly words: RegExp;
}

function expectFailed(loop: Loop, { code, stderr, events }: CliResult, failing: Failing): void {
  expect({ code, last: events.at(-1) }).toMatchObject({
    code: failing.exit,
    last: { type: 'failed', failure: { code: failing.code, ...(failing.facts ? { facts: failing.facts } : {}) }, drive: failing.drive },
  });
  expect(stderr).toMatch(failing.words);
  if (failing.drive === 'incomplete') expect(looksBootable(loop)).toBe(false);
}

/** The last sector of the filesystem that is not zeros: it is read back last. */
function lastSector(): number {
  const card = readFileSync(path('card.img')).subarray(0, -2 * MiB);
  return Math.floor(card.findLastIndex((byte) => byte !== 0) / 512) * 512;
}

const NO_BOOT = /The drive is incomplete and will not boot\. Write it again before you use it\./;

describe('the image', () => {
  it.each(['card.img.gz', 'card.img.zst', 'card.zip', 'stored.zip'])('%s is damaged', async (name) => {
    const bad = path(`bad-${name}`);
    copyFileSync(path(name), bad);
    patch(bad, Math.floor(statSync(bad).size * 0.8), Buffer.alloc(5000, 1));
    const loop = usedDrive();
    const result = await cli('flash', bad, loop.device, ...FLAGS);
    expectFailed(loop, result, { exit: 65, code: 'archive-damaged', drive: 'incomplete', facts: { path: bad }, words: NO_BOOT });
  });

  it.each<[string, number]>([
    ['shorter', 60],
    ['longer', 68],
  ])('is %s than the one that its block map was made for, which shows when it is unpacked: the map is blamed', async (than, mebibytes) => {
    const other = path(`${than}.img`);
    copyFileSync(path('card.img'), other);
    truncateSync(other, mebibytes * MiB);
    sh('gzip', '-1', other);
    copyFileSync(path('mapped.bmap'), `${other}.bmap`);
    const loop = usedDrive();
    const result = await cli('flash', `${other}.gz`, loop.device, ...FLAGS);
    expectFailed(loop, result, { exit: 65, code: 'image-bmap-unfit', drive: 'incomplete', facts: { path: `${other}.bmap` }, words: NO_BOOT });
  });

  it.each<[string, ...string[]]>([['card.img'], ['card.img.gz'], ['card.img', '--verify', 'none']])(
    'has other bytes than its block map says (%s %s %s)',
    async (form, ...options) => {
      const other = path('other-card.img');
      copyFileSync(path('card.img'), other);
      patch(other, last, 'other');
      copyFileSync(path('mapped.bmap'), `${other}.bmap`);
      if (form.endsWith('.gz')) sh('gzip', '-1f', other);
      undo(() => sh('rm', '-f', other, `${other}.gz`, `${other}.bmap`));
      const loop = usedDrive();
      const result = await cli('flash', form.replace('card', path('other-card')), loop.device, ...FLAGS, ...options);
      expectFailed(loop, result, { exit: 65, code: 'image-sums-differ', drive: 'incomplete', facts: { what: `${other}.bmap`, count: 1 }, words: NO_BOOT });
    },
  );

  it.each<[string, string]>([['card.img', 'none'], ...FORMS.map((form): [string, string] => [form, 'full'])])(
    '%s lies on a medium that fails: that is blamed, not the drive (--verify %s)',
    async (form, verify) => {
      const stick = drive();
      sh('mkfs.ext4', '-q', '-F', stick.device);
      const at = mounted(stick.device);
      const image = `${at}/${form}`;
      copyFileSync(path(form), image);
      if (form === 'mapped.img') copyFileSync(path('mapped.bmap'), `${at}/mapped.bmap`);
      sh('mount', '-o', 'remount,ro', at);
      const loop = usedDrive();
      const run = await flashInto('write', loop, image, '--verify', verify);
      truncateSync(stick.file, 8 * MiB);
      sh('dd', `if=${image}`, 'iflag=nocache', 'count=0', 'status=none');
      unthrottle(loop.number);
      expectFailed(loop, await run.done, { exit: 74, code: 'archive-io', drive: 'incomplete', facts: { path: image }, words: NO_BOOT });
    },
  );

  const CHANGES: readonly [string, (image: string) => void][] = [
    ['is appended to', (image) => writeFileSync(image, 'more', { flag: 'a' })],
    ['is overwritten', (image) => patch(image, 40 * MiB, 'something else')],
    ['is cut', (image) => truncateSync(image, 30 * MiB)],
  ];
  const WAYS = [['card.img', '--verify', 'none'], ['card.img.xz']] as const;

  it.each(CHANGES.flatMap(([what, change]) => WAYS.map(([form, ...options]) => ({ what, form, options, change }))))(
    '$what while it is read: it has changed ($form $options)',
    async ({ change, form, options }) => {
      const image = path(`changing-${form}`);
      copyFileSync(path(form), image);
      undo(() => rmSync(image));
      const loop = usedDrive();
      const run = await flashInto('write', loop, image, ...options);
      change(image);
      unthrottle(loop.number);
      expectFailed(loop, await run.done, { exit: 65, code: 'archive-changed', drive: 'incomplete', facts: { path: image }, words: NO_BOOT });
    },
  );

  it('is replaced by another while it is read: the drive has the one that was chosen', async () => {
    const image = path('replaced.img');
    copyFileSync(path('card.img'), image);
    const loop = usedDrive();
    const run = await flashInto('write', loop, image);
    writeFileSync(path('other.img'), 'something else');
    renameSync(path('other.img'), image);
    unthrottle(loop.number);
    expect(await run.done).toMatchObject({ code: 0, stderr: '' });
    expect(holds(loop, path('card.img'))).toBe(true);
  });
});

describe('somebody', () => {
  it('has a partition open: he is named, and not a byte is changed', async () => {
    const loop = usedDrive();
    const before = contents(loop);
    const { child, end } = holdOpen(`${loop.device}p2`, 'r');
    undo(end);
    const words = new RegExp(`is in use: sleep \\(pid ${child.pid}\\)[^]*Nothing was written`);
    expectFailed(loop, await cli('flash', path('card.img'), loop.device, ...FLAGS), { exit: 73, code: 'target-busy', drive: 'untouched', words });
    expect(contents(loop).equals(before)).toBe(true);
  });

  it('has a partition mounted, and nothing open there: it is unmounted, and that is said', async () => {
    const loop = usedDrive();
    const at = path('idle');
    sh('mkdir', at);
    sh('mount', `${loop.device}p1`, at);
    const { code, events } = await cli('flash', path('card.img'), loop.device, ...FLAGS);
    expect(code).toBe(0);
    expect(events).toContainEqual(expect.objectContaining({ type: 'notice', text: `Unmounted ${at}.` }));
  });

  it('cannot mount it while it is written', async () => {
    const loop = usedDrive();
    const run = await flashInto('write', loop, path('card.img'));
    expect(() => mounted(loop.device)).toThrow(/busy|already mounted/);
    expect(() => mounted(`${loop.device}p2`)).toThrow(/not exist|special device/);
    unthrottle(loop.number);
    expect((await run.done).code).toBe(0);
  });

  it('mounts a partition of it while it is verified: it is not done', async () => {
    const loop = usedDrive();
    const run = await flashInto('verify', loop, path('card.img'));
    sh('partx', '-u', loop.device);
    const at = mounted(`${loop.device}p2`);
    const facts = { holders: `it is mounted at ${at}`, free: `umount ${at}` };
    expectFailed(loop, await run.done, { exit: 73, code: 'target-taken', drive: 'written', facts, words: /somebody uses it now[^]*Do not unplug it yet/ });
  });

  it('mounts a partition of it that is to grow: it is not grown', async () => {
    const loop = usedDrive();
    const run = await flashInto('verify', loop, path('card.img'), '--grow');
    sh('partx', '-u', loop.device);
    mounted(`${loop.device}p2`, '-o', 'ro');
    expectFailed(loop, await run.done, { exit: 74, code: 'drive-not-grown', drive: 'written', words: /could not be made as large as the drive: .*in use/ });
  });
});

describe('the drive', () => {
  /** Nothing here takes a device away while it is in use; `test/qemu` does. */
  it.each<[PhaseId, DriveState]>([
    ['write', 'incomplete'],
    ['verify', 'written'],
  ])('loses its medium in the phase %s, as a reader whose card is taken out', async (phase, state) => {
    const loop = usedDrive();
    const run = await flashInto(phase, loop, path('card.img'));
    takeMedium(loop);
    const facts = { path: loop.device };
    const words = /was unplugged, or the card in it was changed, before the job was done/;
    expectFailed(loop, await run.done, { exit: 74, code: 'drive-gone', drive: state, facts, words });
  });

  it.each<[string, string, (loop: Loop) => void]>([
    ['loses a sector', 'card.img', ({ file }) => patch(file, last, Buffer.alloc(512))],
    ['loses a sector', 'card.img.xz', ({ file }) => patch(file, last, Buffer.alloc(512))],
    ['loses a sector', 'mapped.img', ({ file }) => patch(file, last, Buffer.alloc(512))],
    ['is half as large as it says, and reads as zeros behind that', 'card.img', (loop) => loseBehind(loop, 30 * MiB)],
    ['is half as large as it says, and reads as zeros behind that', 'mapped.img', (loop) => loseBehind(loop, 30 * MiB)],
  ])('%s: %s', async (_, form, lose) => {
    const loop = usedDrive();
    const run = await flashInto('verify', loop, path(form));
    lose(loop);
    const words = /tarstrap: What is on \S+ differs from the image in \d+ places?[^]*The drive was written completely, but nothing proves that it is right\./;
    expectFailed(loop, await run.done, { exit: 75, code: 'verify-mismatch', drive: 'written', facts: { path: loop.device }, words });
  });

  it.each(FORMS)('fails while %s is written: it is blamed', async (form) => {
    const loop = failingDrive();
    expectFailed(loop, await cli('flash', path(form), loop.device, ...FLAGS), {
      exit: 74,
      code: 'drive-io',
      drive: 'incomplete',
      facts: { path: loop.device },
      words: NO_BOOT,
    });
  });
});

/** One that takes the place of another is hidden with it. */
const hidden = (tool: string): string[] => without(...(tool === 'b2sum' ? [tool, 'openssl'] : [tool]));

describe('a program is missing', () => {
  it.each<[string, string, string[]]>([
    ['b2sum', 'card.img', []],
    ['xz', 'card.img.xz', []],
    ['python3', 'mapped.img', []],
    ['python3', 'stored.zip', []],
    ['resize2fs', 'card.img', ['--grow']],
    ['dd', 'card.img', ['--verify', 'none']],
  ])('%s, for %s %j: it is named before anything is written', async (tool, form, options) => {
    const loop = usedDrive();
    const before = contents(loop);
    const result = await startCli(['flash', path(form), loop.device, ...FLAGS, ...options], hidden(tool)).done;
    const words = new RegExp(`${tool} is missing, and this job needs it\\.\nNothing was written to the target\\.\nInstall the package `);
    expectFailed(loop, result, { exit: 69, code: 'tool-missing', drive: 'untouched', facts: { tool }, words });
    expect(contents(loop).equals(before)).toBe(true);
  });

  it.each([
    ['b2sum', 'card.img', ['--verify', 'none']],
    ['b2sum', 'mapped.img', []],
    ['python3', 'card.img', []],
  ])('%s, for %s %j, which do without', async (tool, form, options) => {
    const { code, stderr } = await startCli(['flash', path(form), usedDrive().device, ...FLAGS, ...options], hidden(tool)).done;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});
