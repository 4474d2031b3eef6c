import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cli, type CliResult, startCli } from '../lab/cli.ts';
import { engines, leftovers, type Loop, makeLoop, sh, throttle } from '../lab/devices.ts';

/** Disk images, written to real devices as they are. */

const MiB = 1024 ** 2;
const DRIVE = 600 * MiB;
let folder: string;
const undo: (() => void)[] = [];

const path = (name: string): string => join(folder, name);

function patch(file: string, offset: number, bytes: string | Buffer): void {
  const fd = openSync(file, 'r+');
  writeSync(fd, Buffer.from(bytes as string, 'latin1'), 0, null, offset);
  closeSync(fd);
}

/** A card with a small partition for a boot loader, and one with a filesystem that holds something. */
function makeCard(name: string, table: 'gpt' | 'dos', mkfs: readonly [string, ...string[]], bytes = 400 * MiB): void {
  const [tool, ...args] = mkfs;
  const tree = path(`tree-${name}`);
  mkdirSync(tree);
  writeFileSync(join(tree, 'words'), 'this is what was packed\n');
  writeFileSync(join(tree, 'noise'), execFileSync('head', ['-c', `${20 * MiB}`, '/dev/urandom'], { maxBuffer: 64 * MiB }));
  writeFileSync(path(name), '');
  truncateSync(path(name), bytes);
  execFileSync('sfdisk', ['-q', path(name)], { input: `label: ${table}\nstart=2048,size=8MiB\ntype=L\n`, stdio: ['pipe', 'ignore', 'ignore'] });
  const loop = sh('losetup', '--find', '--show', '--offset', `${9 * MiB}`, '--sizelimit', `${bytes - 10 * MiB}`, path(name)).trim();
  try {
    sh(tool, ...args, loop);
    const at = mkdtempSync(path('mount-'));
    sh('mount', loop, at);
    sh('cp', '-r', `${tree}/.`, at);
    sh('umount', at);
  } finally {
    sh('losetup', '--detach', loop);
  }
  patch(path(name), 2 * MiB, 'a boot loader');
}

beforeAll(() => {
  folder = mkdtempSync('/var/tmp/image-');
  makeCard('card.img', 'gpt', ['mkfs.ext4', '-q', '-F', '-L', 'system']);
  for (const [tool, ...args] of [
    ['gzip', '-1k'],
    ['xz', '-0k'],
    ['zstd', '-q1k'],
    ['bzip2', '-1k'],
  ] as const)
    sh(tool, ...args, path('card.img'));
  sh('zip', '-q', '-1', '-j', path('card.zip'), path('card.img'));
}, 120_000);

afterEach(() => {
  for (const step of undo.splice(0).toReversed()) step();
  expect(leftovers()).toEqual([]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function drive(bytes = DRIVE, options: readonly string[] = []): Loop {
  const loop = makeLoop(folder, bytes, options);
  undo.push(loop.detach);
  return loop;
}

/** One that was used before: with a table, its copy at the end, filesystems, and something that only looks like a signature. */
function usedDrive(): Loop {
  const loop = drive();
  execFileSync('sfdisk', ['-q', '--no-tell-kernel', '--no-reread', loop.device], { input: 'label: gpt\nsize=100MiB\ntype=L\n' });
  sh('partx', '-u', loop.device);
  for (const number of [1, 2]) sh('mkfs.ext4', '-q', '-F', `${loop.device}p${number}`);
  return loop;
}

function contents({ device, file }: Loop): Buffer {
  sh('blockdev', '--flushbufs', device);
  return readFileSync(file);
}

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
  it.each(['card.img', 'card.img.gz', 'card.img.xz', 'card.img.zst', 'card.img.bz2', 'card.zip'])('%s is on the drive, byte by byte', async (name) => {
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
  });

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
    makeCard(name, table, mkfs);
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
    undo.push(() => rmSync(path('card.bmap')));
    const loop = drive();
    execFileSync('sh', ['-c', `yes old | tr -d '\\n' | head -c ${DRIVE} > ${loop.file}`]);
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
    undo.push(() => rmSync(path('card.bmap')));
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
    const loop = drive(DRIVE, ['--sector-size', '4096']);
    expectRefused(await cli('flash', path('card.img'), loop.device, '--yes', '--json'), 73, 'image-other-sectors', 'untouched');
  });
});

describe('what goes wrong meanwhile', () => {
  it.each(['card.img.gz', 'card.img.zst', 'card.zip'])('%s is damaged: the drive does not look like one that could boot', async (name) => {
    const bad = `bad-${name}`;
    sh('cp', path(name), path(bad));
    patch(path(bad), Math.floor(readFileSync(path(bad)).length * 0.8), Buffer.alloc(5000, 1));
    const loop = usedDrive();
    expectRefused(await cli('flash', path(bad), loop.device, '--yes', '--json'), 65, 'archive-damaged', 'incomplete');
    expect(
      contents(loop)
        .subarray(0, MiB)
        .every((byte) => byte === 0),
    ).toBe(true);
    rmSync(path(bad));
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('somebody ends it by %s', async (signal) => {
    const loop = usedDrive();
    throttle(loop.number, 20_000_000);
    const run = startCli(['flash', path('card.img'), loop.device, '--yes', '--json']);
    await run.event((event) => event.type === 'progress' && event.phase === 'write' && event.fraction > 0.02);
    run.child.kill(signal);
    const { code, events } = await run.done;
    expect({ code, last: events.at(-1) }).toMatchObject({ code: 130, last: { type: 'cancelled', drive: 'incomplete' } });
    expect(
      contents(loop)
        .subarray(0, MiB)
        .every((byte) => byte === 0),
    ).toBe(true);
    expect(engines()).toEqual([]);
  });

  it('a drive that loses what was written is found out', async () => {
    const loop = drive();
    writeFileSync('/sys/fs/cgroup/blkio/blkio.throttle.read_bps_device', `${loop.number} 60000000`);
    undo.push(() => writeFileSync('/sys/fs/cgroup/blkio/blkio.throttle.read_bps_device', `${loop.number} 0`));
    const run = startCli(['flash', path('card.img'), loop.device, '--yes', '--json']);
    await run.event((event) => event.type === 'phase' && event.phase === 'verify');
    patch(loop.file, 390 * MiB, 'lost');
    const { code, events } = await run.done;
    expect({ code, last: events.at(-1) }).toMatchObject({ code: 75, last: { type: 'failed', failure: { code: 'verify-mismatch' }, drive: 'written' } });
  });

  it('a drive that fails is blamed', async () => {
    const small = mkdtempSync(path('small-'));
    sh('mount', '-t', 'tmpfs', '-o', 'size=12M', 'small', small);
    undo.push(() => sh('umount', small));
    const loop = makeLoop(small, DRIVE);
    undo.push(loop.detach);
    expectRefused(await cli('flash', path('card.img'), loop.device, '--yes', '--json'), 74, 'drive-io', 'incomplete');
  });
});
