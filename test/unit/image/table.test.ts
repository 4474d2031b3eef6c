import { readFileSync, truncateSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOf, openArchive } from '../../../electron/archive/open.ts';
import { gptOf, hasBackup } from '../../../electron/image/gpt.ts';
import { inMemory } from '../../../electron/image/stretch.ts';
import { type Outline, outlineOf } from '../../../electron/image/table.ts';
import { imageWorkshop, MiB } from './workshop.ts';

/** Tables as sfdisk and parted make them. */

const { path, run, blank, patch, disk, filesystem } = imageWorkshop();

function outline(name: string): Outline | 'damaged' | undefined {
  using held = openArchive(path(name));
  return outlineOf(bytesOf(held));
}

/** As sfdisk lists them. */
function listed(name: string): { readonly startByte: number; readonly sizeByte: number }[] {
  const table = JSON.parse(run('sfdisk', ['--json', name]).toString()) as {
    readonly partitiontable: { readonly partitions: { start: number; size: number }[] };
  };
  return table.partitiontable.partitions.map(({ start, size }) => ({ startByte: start * 512, sizeByte: size * 512 }));
}

const EFI = 'C12A7328-F81F-11D2-BA4B-00A0C93EC93B';

describe('GPT', () => {
  const make = (name: string): void =>
    disk(name, 32 * MiB, ['label: gpt', `size=8M, type=${EFI}, name="Bööt"`, 'size=4M, type=L', 'type=8DA63339-0007-60C0-C436-083AC8230908']);

  it('is read as sfdisk reads it', () => {
    make('gpt.img');
    expect(outline('gpt.img')).toMatchObject({
      form: 'disk',
      table: 'gpt',
      sectorSize: 512,
      partitions: [
        { number: 1, kind: 'primary', startByte: MiB, sizeByte: 8 * MiB, type: 'EFI system', name: 'Bööt' },
        { number: 2, startByte: 9 * MiB, sizeByte: 4 * MiB, type: 'Linux filesystem' },
        { number: 3, type: '8DA63339-0007-60C0-C436-083AC8230908' },
      ],
    });
    expect((outline('gpt.img') as Outline).partitions.map(({ startByte, sizeByte }) => ({ startByte, sizeByte }))).toEqual(listed('gpt.img'));
  });

  it('keeps its numbers where one was taken out', () => {
    make('holes.img');
    run('sfdisk', ['-q', '--delete', 'holes.img', '2']);
    expect((outline('holes.img') as Outline).partitions.map(({ number }) => number)).toEqual([1, 3]);
  });

  it('of 4096-byte sectors is told from one of 512', () => {
    blank('large.img', 32 * MiB);
    run('env', ['PARTED_SECTOR_SIZE=4096', 'parted', '-s', 'large.img', 'mklabel', 'gpt', 'mkpart', 'root', 'ext4', '1MiB', '9MiB']);
    expect(outline('large.img')).toMatchObject({
      table: 'gpt',
      sectorSize: 4096,
      partitions: [{ number: 1, startByte: MiB, sizeByte: 8 * MiB, name: 'root' }],
    });
  });

  it('of as many partitions as it can have, with names as long as they can be, fits into a line of the protocol', () => {
    const name = '€'.repeat(36);
    disk('many.img', 40 * MiB, ['label: gpt', ...Array.from({ length: 128 }, (_, i) => `start=${2048 + i * 512}, size=512, name="${name}"`)]);
    const found = outline('many.img') as Outline;
    expect(found.partitions).toHaveLength(128);
    const labelled = found.partitions.map((partition) => ({ ...partition, filesystem: 'linux_raid_member', label: '€'.repeat(40) }));
    expect(Buffer.byteLength(JSON.stringify(labelled))).toBeLessThan(60_000);
  });

  it('counts beside a table of the old kind, if that says so', () => {
    make('hybrid.img');
    const entry = Buffer.from([0, 0, 0, 0, 0x0c, 0, 0, 0, 0, 8, 0, 0, 0, 0x40, 0, 0]);
    patch('hybrid.img', 462, entry);
    expect(outline('hybrid.img')).toMatchObject({ table: 'gpt' });
    patch('hybrid.img', 446, Buffer.alloc(16));
    expect(outline('hybrid.img')).toMatchObject({ table: 'dos', partitions: [{ number: 2, type: 'FAT32', startByte: MiB, sizeByte: 8 * MiB }] });
  });

  it('its copy is looked for where it says that it is', () => {
    make('copy.img');
    const whole = inMemory(readFileSync(path('copy.img')));
    const gpt = gptOf(whole);
    if (!gpt || gpt === 'damaged') throw new Error('no table');
    expect(gpt.backupByte).toBe(32 * MiB - 512);
    expect(hasBackup(whole, gpt)).toBe(true);
    expect(hasBackup(inMemory(readFileSync(path('copy.img')).subarray(0, -512)), gpt)).toBe(false);
  });

  it.each([
    ['header', 512 + 40],
    ['entries', 1024 + 5],
    ['signature', 512],
  ])('with a damaged %s is none that a machine believes', (name, at) => {
    make(`${name}.img`);
    patch(`${name}.img`, at, '\xa5');
    expect(outline(`${name}.img`)).toBe('damaged');
  });
});

describe('dos', () => {
  const make = (name: string): void =>
    disk(name, 32 * MiB, ['label: dos', 'size=8M, type=c, bootable', 'size=4M, type=83', 'type=5', 'size=2M, type=82', 'size=3M, type=83', 'type=8e']);

  it('is read with its logical partitions as sfdisk reads it', () => {
    make('dos.img');
    const found = outline('dos.img') as Outline;
    expect(found).toMatchObject({ form: 'disk', table: 'dos', sectorSize: 512, partial: false });
    expect(found.partitions.map(({ number, kind, type }) => [number, kind, type])).toEqual([
      [1, 'primary', 'FAT32'],
      [2, 'primary', 'Linux'],
      [3, 'extended', 'Extended'],
      [5, 'logical', 'Linux swap'],
      [6, 'logical', 'Linux'],
      [7, 'logical', 'Linux LVM'],
    ]);
    expect(found.partitions.map(({ startByte, sizeByte }) => ({ startByte, sizeByte }))).toEqual(listed('dos.img'));
  });

  it('says so where the chain leads behind what there is', () => {
    make('short.img');
    truncateSync(path('short.img'), 16 * MiB);
    expect(outline('short.img')).toMatchObject({ partial: true });
  });

  it('ends where the chain bites its tail', () => {
    make('ring.img');
    const [, , extended, first] = (outline('ring.img') as Outline).partitions.map(({ startByte }) => startByte) as [number, number, number, number];
    expect(first).toBe(extended + MiB);
    // The second entry of the first table leads to itself.
    patch('ring.img', extended + 462 + 8, '\0\0\0\0');
    expect((outline('ring.img') as Outline).partitions).toHaveLength(4);
  });

  it('counts in larger sectors where something lies there, and nothing by the usual ones', () => {
    blank('dos4k.img', 64 * MiB);
    run('env', ['PARTED_SECTOR_SIZE=4096', 'parted', '-s', 'dos4k.img', 'mklabel', 'msdos', 'mkpart', 'primary', 'ext4', '1MiB', '33MiB']);
    expect(outline('dos4k.img')).toMatchObject({ sectorSize: 512 });
    filesystem('dos4k.img', MiB, 32 * MiB, ['mkfs.ext4', '-q', '-F', '-b', '4096']);
    expect(outline('dos4k.img')).toMatchObject({ table: 'dos', sectorSize: 4096, partitions: [{ startByte: MiB, sizeByte: 32 * MiB }] });
  });
});

describe('what is no table', () => {
  it('FAT has a boot sector, not a table', () => {
    blank('fat.img', 64 * MiB);
    run('mkfs.vfat', ['-F', '32', 'fat.img']);
    expect(outline('fat.img')).toMatchObject({ form: 'filesystem', table: 'none', partitions: [] });
  });

  it('a table counts more than a filesystem that was there before', () => {
    blank('before.img', 64 * MiB);
    run('mkfs.ext4', ['-q', '-F', 'before.img']);
    run('sh', ['-c', "printf 'label: dos\\ntype=83\\n' | sfdisk -q --wipe never before.img"]);
    expect(outline('before.img')).toMatchObject({ form: 'disk', table: 'dos' });
  });

  it.each([0, 511, 512, 4096])('%i zeros are no image', (size) => expect(outlineOf(inMemory(Buffer.alloc(size)))).toBeUndefined());
});

it('reads whatever stands there without failing', () => {
  disk('noise.img', 4 * MiB, ['label: gpt', 'size=1M']);
  disk('noise2.img', 4 * MiB, ['label: dos', 'size=1M', 'type=5', 'size=1M']);
  const images = ['noise.img', 'noise2.img'].map((name) => readFileSync(path(name)).subarray(0, 2 * MiB));
  fc.assert(
    fc.property(fc.constantFrom(...images), fc.array(fc.tuple(fc.nat(2 * 512 + 1024), fc.nat(255)), { minLength: 1, maxLength: 30 }), (image, changes) => {
      const damaged = Buffer.from(image);
      for (const [at, value] of changes) damaged[at] = value;
      const found = outlineOf(inMemory(damaged));
      for (const { startByte, sizeByte } of typeof found === 'object' ? found.partitions : []) {
        expect(Number.isSafeInteger(startByte + sizeByte) && startByte >= 0 && sizeByte >= 0).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});
