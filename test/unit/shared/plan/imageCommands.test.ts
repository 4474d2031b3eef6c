import { readFileSync, rmSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { inspectImage } from '../../../../electron/image/inspect.ts';
import type { ImageFacts } from '../../../../shared/imageFacts.ts';
import { imageCommandsOf } from '../../../../shared/plan/describeImage.ts';
import { makeImagePlan } from '../../../../shared/plan/image.ts';
import type { ImageOptions, ImagePlan } from '../../../../shared/plan/imageTypes.ts';
import { NOISE } from '../../archive/workshop.ts';
import { type ImageWorkshop, imageWorkshop, MiB } from '../../image/workshop.ts';
import { makeImageInputs } from './imageInputs.ts';

/** What a plan says to type is typed, with a file in place of the drive, and does what the plan says. */

const workshop: ImageWorkshop = imageWorkshop();
const { path, run, blank, patch, disk, filesystem } = workshop;
const DRIVE = 64 * MiB;
const SIZE = 32 * MiB;

/** Of somebody who had the whole of it, with a filesystem right behind where the image will end. */
function usedDrive(): void {
  disk('drive', DRIVE, ['label: gpt', 'size=10M', 'type=L']);
  filesystem('drive', SIZE, 8 * MiB, ['mkfs.ext4', '-q', '-F']);
  for (let at = 42; at < 62; at += 5) patch('drive', at * MiB, NOISE);
}

function card(label: 'gpt' | 'dos'): void {
  disk('card.img', SIZE, [`label: ${label}`, 'size=8M, type=0C'.replace('0C', label === 'gpt' ? 'U' : 'c'), 'type=L']);
  filesystem('card.img', MiB, 8 * MiB, ['mkfs.vfat', '-n', 'BOOT']);
  filesystem('card.img', 9 * MiB, 22 * MiB, ['mkfs.ext4', '-q', '-F', '-b', '4096', '-L', 'rootfs']);
}

async function planFor(name: string, options: Partial<ImageOptions> = {}): Promise<ImagePlan> {
  const image = await inspectImage(path(name));
  if (!image) throw new Error(`${name} is no image`);
  return makeImagePlan(makeImageInputs({ image, target: { path: path('drive'), size: DRIVE }, options }));
}

/** A file is not cut by what a drive is not cut by; and has no partitions that the kernel knows. */
function asOfFile(command: string): string {
  return command.replace('conv=fsync', 'conv=fsync,notrunc').replace(/^partx .*/, 'true');
}

const type = (commands: readonly string[]): void => commands.map(asOfFile).forEach((command) => run('sh', ['-ec', command]));

async function drive(): Promise<ImageFacts> {
  const facts = await inspectImage(path('drive'));
  if (!facts) throw new Error('nothing is on it');
  return facts;
}

beforeEach(() => {
  usedDrive();
  for (const name of ['card.bmap', 'card.zip']) rmSync(path(name), { force: true });
});

describe('a card', () => {
  it.each([
    ['card.img', 'true'],
    ['card.img.gz', 'gzip -kf card.img'],
    ['card.img.xz', 'xz -0kf card.img'],
    ['card.img.zst', 'zstd -qf card.img'],
    ['card.img.lz4', 'lz4 -qf card.img card.img.lz4'],
    ['card.img.bz2', 'bzip2 -kf card.img'],
    ['card.img.lz', 'lzip -0kf card.img'],
    ['card.zip', 'zip -q card.zip card.img'],
    ['notes.zip', 'rm -f notes.zip; echo > "README.txt"; cp card.img "the [card].img"; zip -q notes.zip README.txt "the [card].img"'],
  ])('%s is written whole, and nothing is found behind it', async (name, pack) => {
    card(name === 'card.img' ? 'dos' : 'gpt');
    run('sh', ['-ec', pack]);
    const plan = await planFor(name);
    type(imageCommandsOf(plan));
    const written = readFileSync(path('drive'));
    expect(written.length).toBe(DRIVE);
    expect(written.subarray(0, SIZE).equals(readFileSync(path('card.img')))).toBe(true);
    // Where the length is not told, it is cleared where the image ends at the earliest.
    const behind = plan.image.imageBytes === null ? [] : [SIZE];
    for (const at of [...behind, DRIVE - MiB]) expect(written.subarray(at, at + MiB).every((byte) => byte === 0)).toBe(true);
  });

  it.each(['gpt', 'dos'] as const)('with a %s table grows', async (label) => {
    card(label);
    const plan = await planFor('card.img', { grow: true });
    const commands = imageCommandsOf(plan);
    const inside = commands.findIndex((command) => command.startsWith('e2fsck'));
    type(commands.slice(0, inside));
    const after = await drive();
    const grown = plan.grow?.partition;
    expect(after.partitions[1]).toMatchObject({
      number: 2,
      startByte: grown?.startByte,
      sizeByte: grown?.sizeByte,
      type: plan.image.partitions[1]?.type,
      label: 'rootfs',
    });
    expect(after.partitions[0]).toEqual(plan.image.partitions[0]);
    expect(after.backupGpt).toBe(label === 'gpt' ? 'at-end' : null);
    // The partition, under the name that it would have.
    run('dd', ['if=drive', 'of=drive2', 'bs=1M', `skip=${9 * MiB}`, `count=${grown?.sizeByte}`, 'iflag=skip_bytes,count_bytes', 'status=none']);
    type(commands.slice(inside));
    run('e2fsck', ['-f', '-n', 'drive2']);
    expect(await inspectImage(path('drive2'))).toMatchObject({ usedBytes: grown?.sizeByte, filesystem: { name: 'ext4', label: 'rootfs' } });
  });
});

it('a block map spares what is empty', async () => {
  card('gpt');
  run('sh', ['-ec', 'cp --sparse=always card.img sparse && mv sparse card.img && bmaptool -q create -o card.bmap card.img && xz -0kf card.img']);
  for (const name of ['card.img', 'card.img.xz']) {
    usedDrive();
    const plan = await planFor(name);
    expect(plan.writtenBytes).toBeLessThan(SIZE / 2);
    type(imageCommandsOf(plan));
    expect(await drive()).toMatchObject({ table: 'gpt', partitions: plan.image.bmap && [{ label: 'BOOT' }, { label: 'rootfs' }] });
  }
});

it('a copy of the table that was missing is made', async () => {
  card('gpt');
  run('truncate', ['-s', String(SIZE - MiB), 'card.img']);
  const plan = await planFor('card.img', { grow: true });
  expect(plan.image.backupGpt).toBe('missing');
  const commands = imageCommandsOf(plan);
  type(
    commands.slice(
      0,
      commands.findIndex((command) => command.startsWith('e2fsck')),
    ),
  );
  expect(await drive()).toMatchObject({ backupGpt: 'at-end' });
});

it('a bare filesystem grows to all of it', async () => {
  blank('data', SIZE);
  run('mkfs.ext4', ['-q', '-F', '-L', 'data', 'data']);
  type(imageCommandsOf(await planFor('data', { grow: true })));
  run('e2fsck', ['-f', '-n', 'drive']);
  expect(await drive()).toMatchObject({ form: 'filesystem', usedBytes: DRIVE, filesystem: { name: 'ext4', label: 'data' } });
});

it('an image that ends within a sector leaves nothing in the rest of it', async () => {
  blank('data', SIZE);
  run('mkfs.ext2', ['-q', '-F', 'data']);
  run('truncate', ['-s', '+100', 'data']);
  patch('drive', SIZE, Buffer.alloc(4096, 'x'));
  type(imageCommandsOf(await planFor('data')));
  expect(
    readFileSync(path('drive'))
      .subarray(SIZE, SIZE + MiB)
      .every((byte) => byte === 0),
  ).toBe(true);
});

describe('what is mounted to grow', () => {
  it.each([
    ['xfs', 'xfs_growfs /mnt'],
    ['btrfs', 'btrfs filesystem resize max /mnt'],
  ])('%s', (name, command) => {
    const partitions = makeImageInputs().image.partitions.map((one) => (one.number === 2 ? { ...one, filesystem: name } : one));
    const commands = imageCommandsOf(makeImagePlan(makeImageInputs({ image: { partitions }, options: { grow: true } })));
    expect(commands.slice(-3)).toEqual(['mount --mkdir /dev/loop9p2 /mnt', command, 'umount /mnt']);
  });
});
