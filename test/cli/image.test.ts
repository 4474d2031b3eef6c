import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { cli, type CliResult } from '../lab/cli.ts';
import { contents, sh } from '../lab/devices.ts';
import { makeCard, patch } from '../lab/diskImage.ts';
import { openDrives } from '../lab/drives.ts';

/** Disk images, written to real devices as they are. */

const MiB = 1024 ** 2;
const { path, undo, drive, usedDrive } = openDrives('image', 600 * MiB);

beforeAll(() => {
  makeCard(path('card.img'), { mkfs: ['mkfs.ext4', '-q', '-F', '-L', 'system'], bytes: 400 * MiB, noise: 20 * MiB });
  for (const [tool, ...args] of [
    ['gzip', '-1k'],
    ['xz', '-0k'],
    ['zstd', '-q1k'],
    ['bzip2', '-1k'],
    ['lz4', '-qkm'],
    ['lzip', '-0k'],
  ] as const)
    sh(tool, ...args, path('card.img'));
  sh('zip', '-q', '-1', '-j', path('card.zip'), path('card.img'));
  sh('cp', '--reflink=auto', path('card.img'), path('card.wic'));
  sh('cp', path('card.img.xz'), path('rootfs.tar.gz'));
}, 120_000);

function expectDone({ code, stderr, events }: CliResult): void {
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(events.at(-1)).toMatchObject({ type: 'finished', summary: { entries: null, verified: 'full' } });
}

function expectRefused({ code, events }: CliResult, exit: number, failure: string, state: string): void {
  expect({ code, last: events.at(-1) }).toMatchObject({ code: exit, last: { type: 'failed', failure: { code: failure }, drive: state } });
}

function mounted<T>(device: string, look: (at: string) => T): T {
  const at = mkdtempSync(path('mount-'));
  sh('mount', device, at);
  try {
    return look(at);
  } finally {
    sh('umount', at);
  }
}

describe('a disk image', () => {
  it.each(['card.img', 'card.img.gz', 'card.img.xz', 'card.img.zst', 'card.img.bz2', 'card.img.lz4', 'card.img.lz', 'card.zip', 'card.wic', 'rootfs.tar.gz'])(
    '%s is on the drive, byte by byte',
    async (name) => {
      const loop = usedDrive();
      const result = await cli('flash', path(name), loop.device, '--yes', '--json');
      expectDone(result);
      const [card, found] = [readFileSync(path('card.img')), contents(loop)];
      expect(found.subarray(0, card.length).equals(card)).toBe(true);
      expect(found.subarray(card.length, card.length + MiB).every((byte) => byte === 0)).toBe(true);
      expect(found.subarray(-MiB).every((byte) => byte === 0)).toBe(true);
      expect(mounted(`${loop.device}p2`, (at) => readFileSync(join(at, 'words'), 'utf8'))).toBe('this is what was packed\n');
      expect(result.events.flatMap((event) => (event.type === 'phase' ? event.phase : []))).toEqual(['prepare', 'write', 'verify', 'finish']);
      const fractions = result.events.flatMap((event) => (event.type === 'progress' ? event.fraction : []));
      expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
      expect(fractions.at(-1)).toBe(1);
    },
  );

  it('that is no multiple of a sector ends in zeros', async () => {
    sh('cp', path('card.img'), path('odd.img'));
    writeFileSync(path('odd.img'), 'odd', { flag: 'a' });
    const loop = usedDrive();
    expectDone(await cli('flash', path('odd.img'), loop.device, '--yes', '--json'));
    const end = 400 * MiB;
    expect(contents(loop).toString('latin1', end, end + 512)).toBe(`odd${'\0'.repeat(509)}`);
  });

  it('is an ISO as well', async () => {
    mkdirSync(path('iso'));
    writeFileSync(path('iso/file'), 'on a disc');
    sh('xorriso', '-as', 'mkisofs', '-quiet', '-V', 'DISC', '-partition_offset', '16', '-o', path('disc.iso'), path('iso'));
    const loop = drive();
    expectDone(await cli('flash', path('disc.iso'), loop.device, '--yes', '--json'));
    const iso = readFileSync(path('disc.iso'));
    expect(contents(loop).subarray(0, iso.length).equals(iso)).toBe(true);
  });

  it('of a bare filesystem may go to a partition, and its neighbour stays', async () => {
    sh('mkfs.ext4', '-q', '-F', '-L', 'bare', path('bare.img'), '60M');
    const loop = usedDrive();
    const neighbour = contents(loop).subarray(110 * MiB, 590 * MiB);
    expectDone(await cli('flash', path('bare.img'), `${loop.device}p1`, '--yes', '--json'));
    expect(sh('blkid', '-p', '-s', 'LABEL', '-o', 'value', `${loop.device}p1`).trim()).toBe('bare');
    expect(
      contents(loop)
        .subarray(110 * MiB, 590 * MiB)
        .equals(neighbour),
    ).toBe(true);
  });
});

describe('--grow', () => {
  it.each<readonly [string, 'gpt' | 'dos', readonly [string, ...string[]]]>([
    ['ext4', 'gpt', ['mkfs.ext4', '-q', '-F']],
    ['ext4', 'dos', ['mkfs.ext4', '-q', '-F']],
    ['xfs', 'gpt', ['mkfs.xfs', '-q', '-f']],
    ['btrfs', 'gpt', ['mkfs.btrfs', '-q', '-f']],
  ])('gives the last partition the whole drive, with its %s (%s)', async (filesystem, table, mkfs) => {
    const name = `${filesystem}-${table}.img`;
    makeCard(path(name), { table, mkfs, bytes: 400 * MiB, noise: 20 * MiB });
    const loop = drive(1000 * MiB);
    expectDone(await cli('flash', path(name), loop.device, '--grow', '--yes', '--json'));
    expect(Number(sh('blockdev', '--getsize64', `${loop.device}p2`))).toBeGreaterThan(985 * MiB);
    const free = mounted(`${loop.device}p2`, (at) => {
      expect(readFileSync(join(at, 'words'), 'utf8')).toBe('this is what was packed\n');
      return Number(sh('stat', '-f', '-c', '%b', at)) * Number(sh('stat', '-f', '-c', '%S', at));
    });
    expect(free).toBeGreaterThan(850 * MiB);
    expect(sh('sh', '-c', `sfdisk --verify ${loop.device} 2>&1`)).toMatch(/No errors detected/);
    if (filesystem === 'ext4') expect(sh('e2fsck', '-fn', `${loop.device}p2`)).toMatch(/files/);
    rmSync(path(name));
  });
});

describe('a block map beside it', () => {
  it.each(['card.img', 'card.img.gz'])('of %s: what it does not name stays as it was', async (name) => {
    sh('bmaptool', '-q', 'create', '-o', path('card.bmap'), path('card.img'));
    undo(() => rmSync(path('card.bmap')));
    const loop = drive();
    execFileSync('sh', ['-c', `yes old | tr -d '\\n' | head -c ${600 * MiB} > ${loop.file}`]);
    expectDone(await cli('flash', path(name), loop.device, '--yes', '--json'));
    const [card, found, map] = [readFileSync(path('card.img')), contents(loop), readFileSync(path('card.bmap'), 'utf8')];
    const isMapped = new Uint8Array(card.length / 4096);
    for (const [, first, last] of map.matchAll(/<Range[^>]*>\s*(\d+)(?:-(\d+))?\s*</g)) isMapped.fill(1, Number(first), Number(last ?? first) + 1);
    const wrong = isMapped.findIndex((mapped, block) => {
      if (block < 256) return false;
      const there = found.subarray(block * 4096, (block + 1) * 4096);
      return mapped ? !there.equals(card.subarray(block * 4096, (block + 1) * 4096)) : !there.toString('latin1').includes('oldold');
    });
    expect(wrong).toBe(-1);
    expect(isMapped.includes(0)).toBe(true);
    const loopAgain = drive();
    expectDone(await cli('flash', path(name), loopAgain.device, '--no-bmap', '--yes', '--json'));
    expect(contents(loopAgain).subarray(0, card.length).equals(card)).toBe(true);
  });

  it('of another image is refused before anything is written', async () => {
    sh('bmaptool', '-q', 'create', '-o', path('card.bmap'), path('card.img'));
    undo(() => rmSync(path('card.bmap')));
    patch(path('card.bmap'), 300, 'x');
    const loop = usedDrive();
    const before = contents(loop);
    expectRefused(await cli('flash', path('card.img'), loop.device, '--yes', '--json'), 65, 'image-bmap-unfit', 'untouched');
    expect(contents(loop).equals(before)).toBe(true);
  });
});

describe('what cannot be is refused, and the drive is as it was', () => {
  it.each(['card.img', 'card.img.xz'])('%s on a drive that is too small', async (name) => {
    const loop = drive(300 * MiB);
    const before = contents(loop);
    expectRefused(await cli('flash', path(name), loop.device, '--yes', '--json'), 73, 'image-exceeds-target', 'untouched');
    expect(contents(loop).equals(before)).toBe(true);
  });

  it('a table of other sectors', async () => {
    const loop = drive(600 * MiB, ['--sector-size', '4096']);
    expectRefused(await cli('flash', path('card.img'), loop.device, '--yes', '--json'), 73, 'image-other-sectors', 'untouched');
  });
});
