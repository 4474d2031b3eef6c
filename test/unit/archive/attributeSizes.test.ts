import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { inspectArchive } from '../../../electron/archive/inspect.ts';
import { runStep } from '../../../electron/run/run.ts';
import { Scope } from '../../../electron/run/scope.ts';
import { rootFilesystem } from '../../../shared/layout.ts';
import { mkfsCommand, mountOptions } from '../../../shared/plan/mkfs.ts';
import { comfortableSize, deviceBytes } from '../../../shared/plan/sizes.ts';
import { tarHeader } from '../../lab/tarHeader.ts';
import { make, workshop } from './workshop.ts';

const folder = workshop();

/** Small files, each with a signature of its own, as those of a system that is signed for IMA. */
function signed(count: number): Buffer {
  const members = Array.from({ length: count }, (_, i) => {
    const signature = Buffer.alloc(265, 7);
    signature.writeUInt32LE(i);
    const record = Buffer.concat([Buffer.from('296 SCHILY.xattr.security.ima='), signature, Buffer.from('\n')]);
    const header = tarHeader({ name: 'x', type: 'x', size: record.length });
    return [header, record, Buffer.alloc(512 - record.length), tarHeader({ name: `f/${i}`, size: 1 }), Buffer.alloc(512, 1)];
  });
  return Buffer.concat([...members.flat(), Buffer.alloc(1024)]);
}

const FILES = 30_000;
const archive = join(folder, 'signed.tar');
beforeAll(() => writeFileSync(archive, signed(FILES)));

it.each(rootFilesystem.options)('a system that is signed for IMA fits on the %s that is made for it', { timeout: 240_000 }, async (filesystem) => {
  const facts = await inspectArchive(archive);
  expect(facts).toMatchObject({ extended: FILES, privileged: FILES, largestXattr: 265, entries: { total: FILES } });
  const size = comfortableSize(filesystem, facts);
  await using scope = new Scope();
  const [image, at] = [join(folder, filesystem), join(folder, 'mnt')];
  make(folder, 'rm', ['-f', image]);
  make(folder, 'truncate', ['-s', String(size), image]);
  // Its own: mkfs.btrfs refuses one that another device has, and the loop of the last one may not have been let go yet.
  const { tool, args } = mkfsCommand({
    filesystem,
    sizeByte: size,
    label: 'x',
    uuid: randomUUID(),
    inodes: facts.inodes,
    sparseFile: true,
    features: undefined,
  });
  await runStep('Making', { tool, args: [...args, image] });
  make(folder, 'mkdir', ['-p', at]);
  make(folder, 'mount', ['-o', `loop,${mountOptions(filesystem, 'new')}`, image, at]);
  scope.defer('unmounting', () => void make(folder, 'umount', [at]));
  expect(make(folder, 'tar', ['-C', at, '-x', '--xattrs', '--xattrs-include=*', '-f', archive]).toString()).toBe('');
  make(folder, 'sync', ['-f', at]);
  const found = make(folder, 'getfattr', ['--absolute-names', '-n', 'security.ima', '-e', 'hex', join(at, `f/${FILES - 1}`)]).toString();
  expect(/0x([0-9a-f]+)/.exec(found)?.[1]).toHaveLength(530);
  // What it takes in the image is what a drive is reckoned to be written with.
  const taken = Number(make(folder, 'stat', ['-c', '%b', image]).toString()) * 512;
  if (filesystem === 'ext4') expect(taken).toBeLessThan(deviceBytes(facts) * 1.1);
});
