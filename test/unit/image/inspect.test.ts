import { copyFileSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { inspectImage } from '../../../electron/image/inspect.ts';
import { explain } from '../../../shared/explain.ts';
import { type ImageFacts, imageFacts } from '../../../shared/imageFacts.ts';
import { failureOf, NOISE, openFiles } from '../archive/workshop.ts';
import { imageWorkshop, MiB } from './workshop.ts';

/** Images as people have them: made by the real programs, packed in every way, whatever they are called. */

const { path, run, blank, patch, disk, filesystem } = imageWorkshop();

/** What crosses the border is what its schema has. */
async function inspect(name: string): Promise<ImageFacts | undefined> {
  const facts = await inspectImage(path(name));
  if (facts) expect(imageFacts.parse(facts)).toEqual(facts);
  return facts;
}

const problem = (name: string): ReturnType<typeof failureOf> => failureOf(inspectImage(path(name)));

const EFI = 'C12A7328-F81F-11D2-BA4B-00A0C93EC93B';
const SIZE = 64 * MiB;

beforeAll(() => {
  mkdirSync(path('tree'));
  writeFileSync(path('tree/file'), NOISE);
  disk('card', SIZE, ['label: gpt', `size=16M, type=${EFI}, name=boot`, 'type=L, name=root']);
  filesystem('card', MiB, 16 * MiB, ['mkfs.vfat', '-F', '32', '-n', 'BOOT']);
  filesystem('card', 17 * MiB, 46 * MiB, ['mkfs.ext4', '-q', '-F', '-L', 'rootfs']);
  patch('card', 40 * MiB, NOISE);
});

const CARD = {
  form: 'disk',
  table: 'gpt',
  sectorSize: 512,
  filesystem: null,
  usedBytes: 63 * MiB,
  partitions: [
    { number: 1, kind: 'primary', startByte: MiB, sizeByte: 16 * MiB, type: 'EFI system', name: 'boot', filesystem: 'vfat', label: 'BOOT' },
    { number: 2, kind: 'primary', startByte: 17 * MiB, sizeByte: 46 * MiB, type: 'Linux filesystem', name: 'root', filesystem: 'ext4', label: 'rootfs' },
  ],
};
const [, root] = CARD.partitions;

describe('a card with a GPT', () => {
  it('is known whole', async () => {
    expect(await inspect('card')).toEqual({
      ...CARD,
      file: expect.objectContaining({ path: path('card'), size: SIZE }),
      compression: 'none',
      zip: null,
      bmap: null,
      imageBytes: SIZE,
      backupGpt: 'at-end',
    });
  });

  it.each([
    ['gzip', ['gzip', '-c'], null],
    ['xz', ['xz', '-0c'], SIZE],
    ['xz', ['xz', '-0c', '-T2', '--block-size=8MiB'], SIZE],
    ['zstd', ['zstd', '-qc'], SIZE],
    ['bzip2', ['bzip2', '-c'], null],
    ['lz4', ['lz4', '-qc'], null],
    ['lz4', ['lz4', '-qc', '--content-size'], SIZE],
    ['lzip', ['lzip', '-0c'], SIZE],
    ['lzma', ['xz', '--format=lzma', '-0c'], null],
  ] as const)('packed by %s (%j) is known by its beginning', async (compression, [tool, ...args], imageBytes) => {
    run(tool, [...args, 'card'], 'packed.tar');
    const [boot] = CARD.partitions;
    const { filesystem: _, label: __, ...unread } = root as (typeof CARD.partitions)[number];
    expect(await inspect('packed.tar')).toMatchObject({ ...CARD, compression, imageBytes, backupGpt: null, partitions: [boot, { ...unread, unread: true }] });
  });

  it.each([
    ['-0', 'stored', 'at-end'],
    ['-6', 'deflated', null],
  ])('in a zip (%s)', async (level, method, backupGpt) => {
    run('rm', ['-f', 'card.zip', 'card.img']);
    run('ln', ['card', 'card.img']);
    run('zip', ['-q', level, 'card.zip', 'card.img']);
    expect(await inspect('card.zip')).toMatchObject({ form: 'disk', compression: 'none', zip: { name: 'card.img', method }, imageBytes: SIZE, backupGpt });
  });

  it('from a pipe does not tell its length', async () => {
    run('sh', ['-c', 'zstd -qc < card > piped']);
    expect(await inspect('piped')).toMatchObject({ compression: 'zstd', imageBytes: null });
  });

  it('says where the copy of its table is', async () => {
    run('cp', ['card', 'moved']);
    truncateSync(path('moved'), SIZE + MiB);
    expect(await inspect('moved')).toMatchObject({ backupGpt: 'elsewhere' });
    truncateSync(path('moved'), SIZE - 512);
    expect(await inspect('moved')).toMatchObject({ backupGpt: 'missing', imageBytes: SIZE - 512 });
  });

  it('is refused where it was cut short', async () => {
    run('head', ['-c', String(60 * MiB), 'card'], 'cut');
    expect(await problem('cut')).toMatchObject({ code: 'image-cut', facts: { what: 'last partition', needed: '66.1 MB', available: '62.9 MB' } });
    run('xz', ['-0c', 'cut'], 'cut.xz');
    expect(await problem('cut.xz')).toMatchObject({ code: 'image-cut' });
    run('xz', ['-0c', 'card'], 'whole.xz');
    writeFileSync(path('cut2.xz'), readFileSync(path('whole.xz')).subarray(0, -100));
    expect(await problem('cut2.xz')).toMatchObject({ code: 'archive-damaged' });
  });

  it('is refused where its table is damaged', async () => {
    run('cp', ['card', 'damaged']);
    patch('damaged', 1024 + 20, 'x');
    expect((await problem('damaged')).code).toBe('image-table-damaged');
  });
});

describe('a card whose first partition begins late', () => {
  beforeAll(() => {
    disk('late', 80 * MiB, ['label: gpt', 'start=16MiB, size=20MiB, type=L', 'type=L']);
    filesystem('late', 16 * MiB, 20 * MiB, ['mkfs.ext4', '-q', '-F', '-L', 'board']);
    patch('late', 2 * MiB, NOISE);
  });

  it.each([
    ['late.xz', 'xz -0k late'],
    ['late.gz', 'gzip -k late'],
    ['late.zip', 'zip -q late.zip late'],
  ])('%s is unpacked as far as that', async (name, pack) => {
    run('sh', ['-ec', pack]);
    expect(await inspect(name)).toMatchObject({
      partitions: [
        { number: 1, filesystem: 'ext4', label: 'board' },
        { number: 2, unread: true },
      ],
    });
  });
});

describe('an ISO', () => {
  beforeAll(() => {
    run('xorriso', ['-as', 'mkisofs', '-quiet', '-V', 'PLAIN', '-o', 'plain.iso', 'tree']);
    blank('efi', 2 * MiB);
    run('mkfs.vfat', ['-n', 'EFI', 'efi']);
    const efi = ['-append_partition', '2', '0xef', 'efi', '-e', '--interval:appended_partition_2:all::', '-no-emul-boot'];
    run('xorriso', ['-as', 'mkisofs', '-quiet', '-V', 'GPT', '-o', 'gpt.iso', ...efi, '-appended_part_as_gpt', 'tree']);
    run('xorriso', ['-as', 'mkisofs', '-quiet', '-V', 'DOS', '-o', 'dos.iso', '-partition_offset', '16', ...efi, 'tree']);
  });

  it('for discs has no table', async () => {
    expect(await inspect('plain.iso')).toMatchObject({
      form: 'iso',
      table: 'none',
      partitions: [],
      sectorSize: 2048,
      filesystem: { name: 'iso9660', label: 'PLAIN' },
    });
  });

  it('for drives as well has one', async () => {
    expect(await inspect('gpt.iso')).toMatchObject({
      form: 'iso',
      table: 'gpt',
      sectorSize: 512,
      backupGpt: 'at-end',
      filesystem: { name: 'iso9660', label: 'GPT' },
    });
    const dos = await inspect('dos.iso');
    expect(dos).toMatchObject({ form: 'iso', table: 'dos', sectorSize: 512, backupGpt: null });
    expect(dos?.partitions).toContainEqual(expect.objectContaining({ number: 2, type: 'EFI system', filesystem: 'vfat', label: 'EFI' }));
  });

  it('of which isohybrid made one has a partition from its first sector, and no type', async () => {
    copyFileSync(path('plain.iso'), path('hybrid.iso'));
    const sector = Buffer.alloc(512);
    sector.set([0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0], 446);
    sector.set([0x55, 0xaa], 510);
    patch('hybrid.iso', 0, sector);
    expect(await inspect('hybrid.iso')).toMatchObject({
      form: 'iso',
      table: 'dos',
      partitions: [{ number: 1, startByte: 0, type: 'Empty', filesystem: 'iso9660' }],
    });
  });

  it('is refused where it was cut short', async () => {
    run('head', ['-c', '1000000', 'plain.iso'], 'cut.iso');
    expect(await problem('cut.iso')).toMatchObject({ code: 'image-cut', facts: { what: 'filesystem' } });
  });
});

describe('a bare filesystem', () => {
  it.each([
    ['ext4', 32 * MiB, ['mkfs.ext4', '-q', '-F', '-L', 'data'], 1024],
    ['xfs', 300 * MiB, ['mkfs.xfs', '-q', '-L', 'data'], 512],
    ['btrfs', 128 * MiB, ['mkfs.btrfs', '-q', '-L', 'data'], 4096],
    ['vfat', 64 * MiB, ['mkfs.vfat', '-F', '32', '-n', 'data'], 512],
  ] as const)('%s, plain, packed, and cut short', async (name, size, [tool, ...args], sectorSize) => {
    blank(name, size);
    run(tool, [...args, name]);
    const facts = { form: 'filesystem', table: 'none', sectorSize, filesystem: { name, label: 'data' }, imageBytes: size, usedBytes: size, partitions: [] };
    expect(await inspect(name)).toMatchObject(facts);
    run('zstd', ['-qc', name], 'packed');
    expect(await inspect('packed')).toMatchObject({ ...facts, compression: 'zstd' });
    truncateSync(path(name), size - MiB);
    expect(await problem(name)).toMatchObject({ code: 'image-cut', facts: { what: 'filesystem' } });
  });

  it('squashfs', async () => {
    run('mksquashfs', ['tree', 'root.squashfs', '-quiet', '-no-progress']);
    expect(await inspect('root.squashfs')).toMatchObject({ form: 'filesystem', filesystem: { name: 'squashfs' }, sectorSize: null });
  });
});

describe('what has to be converted first', () => {
  beforeAll(() => {
    for (const kind of ['qcow2', 'vmdk', 'vdi', 'vhdx']) run('qemu-img', ['convert', '-O', kind, 'card', `card.${kind}`]);
    run('qemu-img', ['convert', '-O', 'vpc', 'card', 'dynamic.vhd']);
    run('qemu-img', ['convert', '-O', 'vpc', '-o', 'subformat=fixed', 'card', 'fixed.vhd']);
    run('img2simg', ['card', 'card.simg']);
    blank('card.dmg', MiB);
    patch('card.dmg', MiB - 512, 'koly');
    run('zip', ['-q', 'machine.zip', 'card.qcow2']);
    run('xz', ['-0c', 'card.qcow2'], 'card.qcow2.xz');
  });

  it.each([
    ['card.qcow2', 'a QEMU disk image', 'qemu-img convert -O raw @/card.qcow2 @/card.raw'],
    ['card.vmdk', 'a VMware disk image', 'qemu-img convert -O raw @/card.vmdk @/card.raw'],
    ['card.vdi', 'a VirtualBox disk image', 'qemu-img convert -O raw @/card.vdi @/card.raw'],
    ['card.vhdx', 'a Hyper-V disk image', 'qemu-img convert -O raw @/card.vhdx @/card.raw'],
    ['dynamic.vhd', 'a Hyper-V disk image', 'qemu-img convert -O raw @/dynamic.vhd @/dynamic.raw'],
    ['fixed.vhd', 'a Hyper-V disk image', 'qemu-img convert -O raw @/fixed.vhd @/fixed.raw'],
    ['card.simg', 'an Android sparse image', 'simg2img @/card.simg @/card.raw'],
    ['card.dmg', "an image of Apple's", 'dmg2img @/card.dmg @/card.raw'],
    [
      'card.qcow2.xz',
      'a QEMU disk image, compressed with xz',
      'xz -dc @/card.qcow2.xz > @/card-2.qcow2 && qemu-img convert -O raw @/card-2.qcow2 @/card-2.raw',
    ],
    ['machine.zip', 'a QEMU disk image in a zip file', 'unzip -p @/machine.zip > @/card-2.qcow2 && qemu-img convert -O raw @/card-2.qcow2 @/card-2.raw'],
  ])('%s', async (name, what, command) => {
    expect(await problem(name)).toMatchObject({ code: 'image-foreign', facts: { what, command: command.replaceAll('@', path('')) } });
  });

  it.each(['card.qcow2', 'card.vmdk', 'card.vdi', 'card.vhdx', 'card.simg', 'card.qcow2.xz', 'machine.zip'])(
    'the command for %s makes what can be written, and replaces nothing',
    async (name) => {
      const { next } = explain(await problem(name), 'untouched');
      const before = readdirSync(path(''));
      run('sh', ['-c', next.slice(next.indexOf(': ') + 2)]);
      const [made = ''] = readdirSync(path('')).filter((file) => file.endsWith('.raw') && !before.includes(file));
      expect(await inspect(made)).toMatchObject({ ...CARD, backupGpt: 'at-end' });
    },
  );
});

describe('what is no image', () => {
  beforeAll(() => {
    run('tar', ['-cf', 'tree.tar', 'tree']);
    run('tar', ['-cf', 'card.tar', 'card']);
    run('xz', ['-0k', 'tree.tar']);
    run('zip', ['-q', '-r', 'tree.zip', 'tree']);
    run('zip', ['-q', 'tar.zip', 'tree.tar.xz']);
    writeFileSync(path('words'), 'words');
    blank('nothing', 0);
    blank('zeros', MiB);
  });

  it.each(['tree.tar', 'card.tar', 'tree.tar.xz', 'tree.zip', 'tar.zip', 'words', 'nothing', 'zeros'])('%s', async (name) => {
    expect(await inspect(name)).toBeUndefined();
  });

  it('an image that is compressed within a zip is refused', async () => {
    run('xz', ['-0c', 'card'], 'twice.img.xz');
    run('zip', ['-q', 'twice.zip', 'twice.img.xz']);
    expect(await problem('twice.zip')).toMatchObject({ code: 'image-zip-unfit' });
  });
});

it('nothing stays open', () => expect(openFiles(path(''))).toEqual([]));
