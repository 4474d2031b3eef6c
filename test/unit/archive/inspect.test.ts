import {
  appendFileSync,
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { archiveFacts } from '../../../shared/facts.ts';
import { inspectArchive } from '../../../electron/archive/inspect.ts';
import { compressionOf } from '../../../electron/archive/formats.ts';
import { compressed } from '../../lab/lzw.ts';
import { tarOf } from '../../lab/tarHeader.ts';
import { children, failureOf, make, NOISE, openFiles, workshop } from './workshop.ts';

const folder = workshop();
const path = (name: string): string => join(folder, name);
const TORTURE = ['plain', 'a b -> c', 'new\nline', 'q"uo\\te', ' lead', 'trail ', 'link to "x"', 'ümlaut', '\t\x01', '*?[x]', '-v', 'x'.repeat(250)];

function makeRoot(): void {
  for (const name of ['etc', 'usr/bin', 'usr/lib', 'boot/grub', 'odd']) mkdirSync(path(`root/${name}`), { recursive: true });
  writeFileSync(path('root/etc/fstab'), '# none\n');
  writeFileSync(path('root/usr/lib/os-release'), 'NAME=Torture\nPRETTY_NAME="Torture OS 1"\n');
  symlinkSync('../usr/lib/os-release', path('root/etc/os-release'));
  symlinkSync('usr/bin', path('root/bin'));
  symlinkSync('usr/lib', path('root/lib'));
  make(folder, 'cp', ['/bin/true', 'root/usr/bin/dash']);
  symlinkSync('dash', path('root/usr/bin/sh'));
  writeFileSync(path('root/usr/bin/init-script'), '#!/bin/sh\n');
  writeFileSync(path('root/boot/vmlinuz-6.1'), Buffer.alloc(70_000, 7));
  for (const [i, name] of TORTURE.entries()) writeFileSync(path(`root/odd/${name}`), 'y'.repeat(i));
  writeFileSync(Buffer.concat([Buffer.from(path('root/odd/')), Buffer.from([0xff, 0xfe])]), 'not UTF-8');
  make(folder, 'ln', ['root/usr/bin/dash', 'root/usr/bin/hard']);
  make(folder, 'mkfifo', ['root/odd/fifo']);
  make(folder, 'mknod', ['root/odd/null', 'c', '1', '3']);
  make(folder, 'setfattr', ['-n', 'user.x', '-v', '1', 'root/odd/plain']);
  writeFileSync(path('root/usr/lib/noise'), NOISE);
}

const COMPRESSORS = {
  gzip: ['gzip', '-c'],
  xz: ['xz', '-1c'],
  zstd: ['zstd', '-qc'],
  bzip2: ['bzip2', '-c'],
  lz4: ['lz4', '-qc'],
  lzip: ['lzip', '-1c'],
  lzma: ['xz', '--format=lzma', '-1c'],
} as const;

beforeAll(() => {
  mkdirSync(path('tmp'));
  process.env['TMPDIR'] = path('tmp');
  makeRoot();
  for (const format of ['gnu', 'posix']) {
    const extended = format === 'posix' ? ['--xattrs', '--xattrs-include=*'] : [];
    make(folder, 'tar', ['-C', 'root', '-cf', `${format}.tar`, `--format=${format}`, '--sort=name', ...extended, '.']);
  }
  for (const [name, [tool, ...args]] of Object.entries(COMPRESSORS)) make(folder, tool, [...args, 'posix.tar'], `posix.${name}`);
});

afterAll(() => void delete process.env['TMPDIR']);

/** Nothing may stay behind, whatever became of the inspection. */
afterEach(() => {
  expect(children()).toEqual([]);
  expect(readdirSync(path('tmp'))).toEqual([]);
  expect(openFiles(folder)).toEqual([]);
});

describe('a root filesystem', () => {
  const FACTS = {
    rootFilesystem: true,
    fstab: { bytes: 7, linked: false },
    distribution: 'Torture OS 1',
    machine: { x64: 'x86_64', arm64: 'aarch64' }[process.arch as string],
    kernels: ['boot/vmlinuz-6.1'],
    absolute: { count: 0 },
    unsafe: { count: 0 },
    fat: expect.objectContaining({
      '/boot': expect.objectContaining({ blockBytes: 4096 + Math.ceil(70_000 / 4096) * 4096 + 2 * 64, notFatSafe: { count: 0 } }),
    }),
    largestFile: 1 << 20,
  };

  it.each(['gnu.tar', 'posix.tar', ...Object.keys(COMPRESSORS).map((name) => `posix.${name}`)])('%s', async (name) => {
    const facts = await inspectArchive(path(name));
    expect(archiveFacts.parse(facts)).toEqual(facts);
    expect(facts).toMatchObject(FACTS);
    expect(facts.file).toMatchObject({ path: path(name), size: statSync(path(name)).size });
    expect(facts.compression).toBe(compressionOf(readFileSync(path(name))));
    const tar = name === 'gnu.tar' ? 'gnu.tar' : 'posix.tar';
    expect(facts.streamBytes).toBe(statSync(path(tar)).size);
    expect(facts.extended).toBe(tar === 'posix.tar' ? 1 : 0);
    const listed = make(folder, 'tar', ['-tf', tar]).toString('latin1').trimEnd().split('\n');
    expect(facts.entries).toEqual({ total: listed.length, files: 19, directories: 8, symlinks: 4, hardLinks: 1, special: 2 });
  });

  it('compressed by compress(1)', async () => {
    writeFileSync(path('posix.Z'), compressed(readFileSync(path('posix.tar'))));
    expect(make(folder, 'gzip', ['-dc', 'posix.Z']).equals(readFileSync(path('posix.tar')))).toBe(true);
    expect(await inspectArchive(path('posix.Z'))).toMatchObject({ ...FACTS, compression: 'compress', streamBytes: statSync(path('posix.tar')).size });
  });

  it("compressed in OpenWrt's way, which begins with 6d", async () => {
    make(folder, 'xz', ['--format=lzma', '--lzma1=preset=1,lc=1,lp=2,pb=2', '-c', 'posix.tar'], 'openwrt.lzma');
    expect(readFileSync(path('openwrt.lzma'))[0]).toBe(0x6d);
    expect(await inspectArchive(path('openwrt.lzma'))).toMatchObject({ ...FACTS, compression: 'lzma' });
  });

  it('is found by its contents, not by its name', async () => {
    make(folder, 'cp', ['posix.tar', 'misnamed.tar.gz']);
    expect((await inspectArchive(path('misnamed.tar.gz'))).compression).toBe('none');
  });

  it('names the lines of its fstab that make a boot wait for devices', async () => {
    make(folder, 'mkdir', ['-p', 'waits/etc']);
    const own = `proc /proc proc\n/dev/mmcblk0p1\t/boot  vfat defaults 0 0\r\nUUID=1 /d\u001b[2J ext4\n/dev/sr0 /cd auto noauto\nLABEL=${'x'.repeat(300)} /y ext4\n`;
    writeFileSync(path('waits/etc/fstab'), own + '/dev/sda1 /x ext4\n'.repeat(40));
    make(folder, 'tar', ['-C', 'waits', '-cf', 'waits.tar', 'etc']);
    const { fstabDevices } = archiveFacts.parse(await inspectArchive(path('waits.tar')));
    const first = ['/dev/mmcblk0p1 /boot vfat defaults 0 0', 'UUID=1 /d\\x1b[2J ext4', `LABEL=${'x'.repeat(194)}`];
    expect(fstabDevices).toEqual([...first, ...Array.from({ length: 29 }, () => '/dev/sda1 /x ext4')]);
    // A link to it is not followed when it is amended.
    make(folder, 'mkdir', ['-p', 'waits/lib']);
    make(folder, 'mv', ['waits/etc/fstab', 'waits/lib/fstab']);
    symlinkSync('../lib/fstab', path('waits/etc/fstab'));
    make(folder, 'tar', ['-C', 'waits', '-cf', 'waits.tar', 'etc', 'lib']);
    expect((await inspectArchive(path('waits.tar'))).fstabDevices).toEqual([]);
  });

  it('with an os-release of a terabyte is described all the same, and that is said', async () => {
    make(folder, 'mkdir', ['-p', 'huge/etc']);
    writeFileSync(path('huge/etc/os-release'), 'NAME=Huge\n');
    truncateSync(path('huge/etc/os-release'), 1024 ** 4);
    make(folder, 'tar', ['-C', 'huge', '--format=posix', '--sparse', '-cf', 'huge.tar', '.']);
    const facts = archiveFacts.parse(await inspectArchive(path('huge.tar')));
    expect(facts.distribution).toBe('unknown distribution: its os-release is larger than 16 MiB');
  });

  it('tells how far it is', async () => {
    make(folder, 'tar', ['-C', 'root', '-cf', 'long.tar', ...Array.from({ length: 40 }, () => './usr/lib/noise'), '--hard-dereference']);
    make(folder, 'lbzip2', ['-1', 'long.tar']);
    const seen: [number, number][] = [];
    await inspectArchive(path('long.tar.bz2'), { onProgress: (position, size) => seen.push([position, size]) });
    const { size } = statSync(path('long.tar.bz2'));
    expect(seen.length).toBeGreaterThan(1);
    for (const [i, [position, total]] of seen.entries()) {
      expect(total).toBe(size);
      expect(position).toBeGreaterThanOrEqual(seen[i - 1]?.[0] ?? 0);
      expect(position).toBeLessThanOrEqual(size);
    }
  });
});

describe('what is damaged', () => {
  it.each(Object.keys(COMPRESSORS).flatMap((name) => [[name, 0.5] as const, [name, 0.98] as const]))('%s, cut short to %d', async (name, share) => {
    make(folder, 'cp', [`posix.${name}`, 'cut']);
    truncateSync(path('cut'), Math.floor(statSync(path('cut')).size * share));
    const failure = await failureOf(inspectArchive(path('cut')));
    expect(failure).toMatchObject({ code: 'archive-damaged', facts: { path: path('cut') } });
    expect(failure.detail).toBeTruthy();
  });

  it.each(Object.keys(COMPRESSORS))('%s with wrong bytes near the end', async (name) => {
    make(folder, 'cp', [`posix.${name}`, 'bad']);
    const { size } = statSync(path('bad'));
    const fd = openSync(path('bad'), 'r+');
    const bytes = Buffer.alloc(16);
    readSync(fd, bytes, 0, 16, Math.floor(size * 0.8));
    writeSync(
      fd,
      bytes.map((byte) => byte ^ 0xa5),
      0,
      16,
      Math.floor(size * 0.8),
    );
    closeSync(fd);
    expect(await failureOf(inspectArchive(path('bad')))).toMatchObject({ code: 'archive-damaged' });
  });

  it.each([
    ['in the middle of a file', (size: number) => size >> 1],
    ['in a header', () => 512 * 3 + 100],
    ['before its end mark', (size: number) => Math.floor((size - 10240) / 512) * 512],
  ])('a plain tar, cut short %s', async (_, length) => {
    make(folder, 'cp', ['gnu.tar', 'cut.tar']);
    truncateSync(path('cut.tar'), length(statSync(path('cut.tar')).size));
    expect((await failureOf(inspectArchive(path('cut.tar')))).code).toBe('archive-damaged');
  });

  it('a header with a wrong checksum', async () => {
    const tar = tarOf([{ name: 'a' }, { name: 'b' }]);
    tar[512] = 0x7a;
    writeFileSync(path('checksum.tar'), tar);
    expect((await failureOf(inspectArchive(path('checksum.tar')))).code).toBe('archive-damaged');
  });

  it('not what has padding, or two members', async () => {
    make(folder, 'cp', ['posix.gzip', 'padded.gz']);
    appendFileSync(path('padded.gz'), Buffer.alloc(4096));
    expect((await inspectArchive(path('padded.gz'))).fstab).toEqual({ bytes: 7, linked: false });
    const half = statSync(path('posix.tar')).size >> 1;
    make(folder, 'sh', ['-c', `{ head -c ${half} posix.tar | gzip; tail -c +${half + 1} posix.tar | gzip; } > two.gz`]);
    expect((await inspectArchive(path('two.gz'))).fstab).toEqual({ bytes: 7, linked: false });
  });

  it('not what is still being written', async () => {
    make(folder, 'cp', ['posix.gzip', 'growing.gz']);
    truncateSync(path('growing.gz'), statSync(path('posix.gzip')).size - 100);
    const failing = failureOf(inspectArchive(path('growing.gz')));
    appendFileSync(path('growing.gz'), Buffer.alloc(1));
    expect((await failing).code).toBe('archive-changed');
  });
});

describe('unsafe archives', () => {
  it.each<[string, readonly string[], object]>([
    ['absolute names', ['-P', '$PWD/root/etc'], { absolute: { count: 3 }, unsafe: { count: 0 } }],
    ['..', ['-P', '--transform', 's,fstab,../../fstab,', 'root/etc/fstab'], { unsafe: { count: 1, example: 'root/etc/../../fstab' } }],
    ['a symlink out', ['--transform', 's,^root/etc$,l,S', '--transform', 's,^root/evil,l,S', 'root/etc/fstab'], { unsafe: { count: 0 } }],
  ])('%s', async (name, args, expected) => {
    make(folder, 'tar', ['-cf', 'unsafe.tar', ...args.map((arg) => arg.replace('$PWD', folder))]);
    expect(await inspectArchive(path('unsafe.tar')), name).toMatchObject(expected);
  });

  it('a file through a symlink, and a hard link to outside', async () => {
    const members = [{ name: 'l', type: '2', target: '/etc' }, { name: 'l/passwd' }, { name: 'h', type: '1', target: '../../etc/shadow' }];
    writeFileSync(path('evil.tar'), tarOf(members));
    expect((await inspectArchive(path('evil.tar'))).unsafe).toEqual({ count: 2, example: 'l/passwd' });
  });
});
