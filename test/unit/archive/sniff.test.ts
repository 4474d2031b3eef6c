import { execFileSync } from 'node:child_process';
import { truncateSync, writeFileSync, writeSync, openSync, closeSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Failure } from '../../../shared/errors.ts';
import { explain } from '../../../shared/explain.ts';
import { archiveError, openArchive } from '../../../electron/archive/open.ts';
import { recognise } from '../../../electron/archive/signatures.ts';
import { sniffArchive } from '../../../electron/archive/sniff.ts';
import { tarOf } from '../../lab/tarHeader.ts';
import { failureOf, make, openFiles, workshop } from './workshop.ts';

const folder = workshop();
const path = (name: string): string => join(folder, name);

async function sniff(name: string): Promise<string> {
  using archive = openArchive(path(name));
  return sniffArchive(archive);
}

function patch(name: string, size: number, ...pieces: readonly [offset: number, bytes: Buffer | string][]): void {
  const fd = openSync(path(name), 'w');
  for (const [offset, bytes] of pieces) writeSync(fd, Buffer.from(bytes as string, 'latin1'), 0, null, offset);
  closeSync(fd);
  truncateSync(path(name), size);
}

function partitionTable(): Buffer {
  const sector = Buffer.alloc(512);
  sector.set([0x80, 0, 0, 0, 0x0c, 0, 0, 0, 0, 8, 0, 0, 0, 0, 1, 0], 446);
  sector.set([0x55, 0xaa], 510);
  return sector;
}

beforeAll(() => {
  mkdirSync(path('tree'));
  writeFileSync(path('tree/file'), 'content');
  for (const format of ['v7', 'ustar', 'gnu', 'oldgnu', 'posix']) make(folder, 'tar', ['-cf', `${format}.tar`, `--format=${format}`, 'tree']);
  make(folder, 'genisoimage', ['-quiet', '-o', 'cd.iso', 'tree']);
  make(folder, 'cp', ['cd.iso', 'hybrid.iso']);
  const iso = openSync(path('hybrid.iso'), 'r+');
  writeSync(iso, partitionTable(), 0, 512, 0);
  closeSync(iso);
  make(folder, 'mkfs.ext4', ['-q', '-F', 'ext4.img', '4M']);
  patch('fat.img', 40 << 20);
  make(folder, 'mkfs.vfat', ['-F', '32', 'fat.img']);
  make(folder, 'mksquashfs', ['tree', 'squash.img', '-quiet', '-no-progress']);
  patch('xfs.img', 4096, [0, 'XFSB']);
  patch('btrfs.img', 1 << 20, [65600, '_BHRfS_M']);
  patch('disk.img', 1 << 20, [0, partitionTable()]);
  patch('gpt.img', 1 << 20, [512, 'EFI PART']);
  patch('boot-sector-only.img', 1 << 20, [510, '\x55\xaa'], [0, 'boot code']);
  make(folder, 'qemu-img', ['create', '-q', '-f', 'qcow2', 'q.qcow2', '1M']);
  for (const kind of ['vmdk', 'vdi', 'vhdx']) make(folder, 'qemu-img', ['create', '-q', '-f', kind, `v.${kind}`, '8M']);
  patch('android.img', 4096, [0, ':\xff&\xed']);
  make(folder, 'zip', ['-q', '-r', 'x.zip', 'tree']);
  patch('x.7z', 4096, [0, "7z\xbc\xaf'\x1c"]);
  patch('x.rar', 4096, [0, 'Rar!\x1a\x07\x01']);
  patch('x.deb', 4096, [0, '!<arch>\ndebian-binary   ']);
  patch('x.rpm', 4096, [0, '\xed\xab\xee\xdb']);
  writeFileSync(path('x.cpio'), execFileSync('cpio', ['-o', '-H', 'newc', '--quiet'], { cwd: folder, input: 'tree\ntree/file\n' }));
  make(folder, 'cp', [process.execPath, 'program']);
  writeFileSync(path('text.tar.gz'), 'no tar, and no gzip either\n');
  patch('empty.tar', 0);
  patch('nothing.tar', 10240);
  patch('zeros.img', 1 << 20);
  writeFileSync(path('junk'), Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 197 + (i >> 3)) & 0xff)));
  make(folder, 'gzip', ['-c', 'text.tar.gz'], 'text.gz');
  make(folder, 'gzip', ['-c', 'empty.tar'], 'empty.gz');
  make(folder, 'xz', ['-c', 'disk.img'], 'disk.img.xz');
  make(folder, 'zstd', ['-qc', 'ext4.img'], 'ext4.img.zst');
  make(folder, 'gzip', ['-c', 'gnu.tar'], 'gnu.tar.gz');
  make(folder, 'xz', ['-c', 'gnu.tar.gz'], 'twice.xz');
  make(folder, 'head', ['-c', '60', 'gnu.tar.gz'], 'cut.tar.gz');
});

it.each(['v7.tar', 'ustar.tar', 'gnu.tar', 'oldgnu.tar', 'posix.tar'])('%s is a tarball', async (name) => expect(await sniff(name)).toBe('none'));

it('a tar of an image is a tarball', () => {
  const tar = Buffer.concat([tarOf([{ name: 'x', size: 65536 }]).subarray(0, 512), Buffer.alloc(68 * 1024)]);
  tar.write('CD001', 32769);
  expect(recognise(tar).kind).toBe('tar');
});

describe('what is no tarball', () => {
  it.each([
    ['cd.iso', 'archive-is-image', 'an ISO image'],
    ['hybrid.iso', 'archive-is-image', 'an ISO image'],
    ['ext4.img', 'archive-is-image', 'an image of an ext filesystem'],
    ['fat.img', 'archive-is-image', 'an image of a FAT or NTFS filesystem'],
    ['squash.img', 'archive-is-image', 'a squashfs image'],
    ['xfs.img', 'archive-is-image', 'an image of an XFS filesystem'],
    ['btrfs.img', 'archive-is-image', 'an image of a btrfs filesystem'],
    ['disk.img', 'archive-is-image', 'a disk image'],
    ['gpt.img', 'archive-is-image', 'a disk image'],
    ['q.qcow2', 'archive-is-image', 'a QEMU disk image'],
    ['v.vmdk', 'archive-is-image', 'a VMware disk image'],
    ['v.vdi', 'archive-is-image', 'a VirtualBox disk image'],
    ['v.vhdx', 'archive-is-image', 'a Hyper-V disk image'],
    ['android.img', 'archive-is-image', 'an Android sparse image'],
    ['disk.img.xz', 'archive-is-image', 'a disk image, compressed with xz'],
    ['ext4.img.zst', 'archive-is-image', 'an image of an ext filesystem, compressed with zstd'],
    ['x.zip', 'archive-not-tar', 'it is a zip file; unpack it and look for a tarball or an image inside'],
    ['x.7z', 'archive-not-tar', 'it is a 7z file; unpack it and look for a tarball or an image inside'],
    ['x.rar', 'archive-not-tar', 'it is a rar file; unpack it and look for a tarball or an image inside'],
    ['x.deb', 'archive-not-tar', 'it is a Debian package'],
    ['x.rpm', 'archive-not-tar', 'it is an RPM package'],
    ['x.cpio', 'archive-not-tar', 'it is a cpio archive, perhaps an initramfs'],
    ['program', 'archive-not-tar', 'it is a program'],
    ['text.tar.gz', 'archive-not-tar', 'it is text'],
    ['text.gz', 'archive-not-tar', 'it is text, compressed with gzip'],
    ['twice.xz', 'archive-not-tar', 'it is a gzip file, compressed with xz'],
    ['junk', 'archive-not-tar', 'its contents are not recognised'],
    ['boot-sector-only.img', 'archive-not-tar', 'its contents are not recognised'],
    ['zeros.img', 'archive-not-tar', 'it begins with nothing but zeros'],
    ['empty.tar', 'archive-empty', undefined],
    ['nothing.tar', 'archive-empty', undefined],
    ['empty.gz', 'archive-empty', undefined],
    ['cut.tar.gz', 'archive-damaged', undefined],
  ] as const)('%s: %s, %s', async (name, code, what) => {
    const failure = await failureOf(sniff(name));
    expect(failure).toMatchObject({ code, facts: { path: path(name), ...(what ? { what } : {}) } });
    expect(Object.values(explain(failure, 'untouched')).join()).not.toContain('undefined');
    expect(openFiles(folder)).toEqual([]);
  });

  it('tells the words of the decompressor', async () => expect((await failureOf(sniff('cut.tar.gz'))).detail).toMatch(/gzip/));
});

describe('openArchive', () => {
  const opening = (name: string): Promise<Failure> => failureOf(Promise.resolve().then(() => openArchive(name)));

  it.each([
    ['a folder', () => folder],
    ['a device', () => '/dev/null'],
    ['a pipe', () => (make(folder, 'mkfifo', ['fifo']), path('fifo'))],
  ])('refuses %s', async (what, name) => expect(await opening(name())).toMatchObject({ code: 'archive-not-a-file', facts: { what } }));
  it.each(['missing', 'gnu.tar/below'])('does not find %s', async (name) => expect((await opening(path(name))).code).toBe('archive-missing'));
  it('may not read', () =>
    expect(archiveError('/x', Object.assign(new Error(), { code: 'EACCES' }))).toMatchObject({ code: 'archive-unreadable', facts: { path: '/x' } }));
  it('leaves other errors alone', () => {
    const error = Object.assign(new Error(), { code: 'EBADF' });
    expect(archiveError('/x', error)).toBe(error);
  });
  it('follows a symlink to the real path', () => {
    make(folder, 'ln', ['-sf', 'gnu.tar', 'link.tar']);
    using archive = openArchive(path('link.tar'));
    expect(archive.identity).toMatchObject({ path: path('gnu.tar'), size: 10240 });
    expect(archive.identity.mtimeNs).toMatch(/^\d{19}$/);
  });
});
