import { execFileSync } from 'node:child_process';
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { featuresOf, readHead } from '../../../electron/engine/disk/superblock.ts';
import { mkfsCommand } from '../../../shared/plan/mkfs.ts';
import { MiB } from '../../../shared/plan/sizes.ts';
import { makeFolder } from '../folder.ts';

/** A filesystem in a file, made by the real programs. */
function made(tool: string, ...args: readonly string[]): { file: string; [Symbol.dispose]: () => void } {
  const folder = makeFolder();
  const file = join(folder.path, 'fs.img');
  writeFileSync(file, '');
  truncateSync(file, 400 * MiB);
  execFileSync(tool, [...args, file], { stdio: 'ignore' });
  return { file, [Symbol.dispose]: () => folder[Symbol.dispose]() };
}

const again = (filesystem: 'ext4' | 'xfs', features: { ext4?: string[]; xfs?: string[] }) =>
  mkfsCommand({ filesystem, sizeByte: 400 * MiB, label: '', uuid: '12345678-1234-4234-8234-123456789abc', inodes: 0, features, sparseFile: true });

const told = (file: string): string[] =>
  (/^Filesystem features: +(.*)$/m.exec(execFileSync('dumpe2fs', ['-h', file], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))?.[1] ?? '')
    .split(' ')
    .toSorted();

describe('the features of a filesystem', () => {
  it.each([
    ['ext2', '-t', 'ext2'],
    ['ext3', '-t', 'ext3'],
    ['ext4', '-t', 'ext4'],
    ['ext4', '-t', 'ext4', '-O', '^metadata_csum,^64bit,^orphan_file'],
    ['ext4', '-t', 'ext4', '-O', 'casefold,project,quota,inline_data,metadata_csum_seed,large_dir'],
  ])('of %s (%s %s %s %s) are as dumpe2fs says, and another with them has the same', (kind, ...args) => {
    using one = made('mke2fs', '-q', '-F', ...args.filter(Boolean));
    const { ext4Features = [] } = featuresOf(kind, readHead(one.file));
    expect(ext4Features.slice(1).toSorted()).toEqual(told(one.file));
    const { tool, args: own } = again('ext4', { ext4: ext4Features });
    using two = made(tool, ...own);
    expect(told(two.file)).toEqual(told(one.file));
  });

  it.each([
    [],
    ['-m', 'reflink=0,bigtime=0,inobtcount=0'],
    ['-m', 'rmapbt=1,finobt=1', '-i', 'nrext64=1'],
    ['-i', 'sparse=0', '-m', 'finobt=0,inobtcount=0,reflink=0'],
  ])('of xfs (%s %s %s %s) are kept', (...args: readonly (string | undefined)[]) => {
    using one = made('mkfs.xfs', '-q', '-f', ...args.filter((arg) => arg !== undefined));
    const { xfsFeatures = [] } = featuresOf('xfs', readHead(one.file));
    const { tool, args: own } = again('xfs', { xfs: xfsFeatures });
    using two = made(tool, ...own);
    expect(featuresOf('xfs', readHead(two.file))).toEqual({ xfsFeatures });
    expect(xfsFeatures.filter((name) => !name.startsWith('^')).length).toBeGreaterThan(0);
  });

  it('of others are not told', () => {
    expect(featuresOf('vfat', Buffer.alloc(68 * 1024))).toEqual({});
  });
});
