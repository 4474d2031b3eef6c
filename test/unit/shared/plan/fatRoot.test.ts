import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runStep } from '../../../../electron/run/run.ts';
import type { ArchiveFacts } from '../../../../shared/facts.ts';
import { layout } from '../../../../shared/layout.ts';
import { makeLanes } from '../../../../shared/plan/severalDrives.ts';
import { makePlan } from '../../../../shared/plan/make.ts';
import { mkfsCommand } from '../../../../shared/plan/mkfs.ts';
import { GiB, MiB, usableBytes } from '../../../../shared/plan/sizes.ts';
import { planRemarks } from '../../../../shared/planRemarks.ts';
import { makeFolder } from '../../folder.ts';
import { ALPINE, type Changes, layoutNamed, makeInputs } from './inputs.ts';

/** A layout that has FAT for everything. */

const inputsFor = ({ archive, options, ...changes }: Changes = {}) =>
  makeInputs({ ...changes, archive: { ...ALPINE, ...archive }, options: { layout: layoutNamed('rpi-alpine'), ...options } });
const planFor = (changes: Changes = {}) => makePlan(inputsFor(changes));
const remarksFor = (changes: Changes = {}): string[] => planRemarks(inputsFor(changes).archive, planFor(changes)).map(({ id }) => id);

const fatWith = (changes: Partial<ArchiveFacts['fat']['/']>): Partial<ArchiveFacts> => {
  const { fat } = inputsFor().archive;
  return { fat: { ...fat, '/': { ...fat['/'], ...changes } } };
};
const IMAGE = { kind: 'image', path: '/home/me/card.img', size: 0, removable: false } as const;

describe('a plan for FAT alone', () => {
  it('makes one active partition, and amends nothing', () => {
    const made = planFor();
    expect(made.table?.script).toContain(`start=2048, size=${(4 * GiB) / 512 - 2048}, type=0c, bootable`);
    expect(made.volumes).toMatchObject([
      {
        number: 1,
        filesystem: 'vfat',
        label: 'ALPINE',
        uuid: '0000-0020',
        mount: '/',
        mkfs: { tool: 'mkfs.vfat', args: ['-F', '32', '-i', '00000020', '-n', 'ALPINE'] },
      },
    ]);
    expect(made.volumes[0]?.mountOptions).toMatch(/,quiet,utf8=1$/);
    expect(made).toMatchObject({ mode: 'staged', fstab: [], boot: [], bootFiles: [] });
  });

  it('has FAT whatever filesystem was chosen for others', () => {
    expect(planFor({ options: { filesystem: 'xfs' } })).toMatchObject({ mode: 'staged', volumes: [{ filesystem: 'vfat' }] });
  });

  it('takes of the label of a layout what FAT takes, and of the user one that fits', () => {
    const labelled = { ...layoutNamed('rpi-alpine'), partitions: layoutNamed('rpi-alpine').partitions.map((one) => ({ ...one, label: ' my+card v1' })) };
    expect(planFor({ options: { layout: labelled } }).volumes).toMatchObject([{ label: 'my_card v1' }]);
    expect(() => planFor({ options: { label: ' my+card v1.2' } })).toThrow(expect.objectContaining({ code: 'usage' }));
  });

  it('amends nothing of a root filesystem either that FAT happens to hold', () => {
    const archive = { rootFilesystem: true, contents: { kind: 'root' as const, folders: [] }, fstab: { bytes: 30, linked: false } };
    expect(planFor({ archive })).toMatchObject({ fstab: [], boot: [], bootFiles: [] });
    expect(remarksFor({ archive })).toEqual(['system-on-fat', 'nothing-to-boot']);
  });

  it('has an image that suits the archive, of whole files', () => {
    const { sizeByte, volumes } = planFor({ target: IMAGE });
    expect(volumes[0]?.sizeByte).toBeGreaterThan(92 * MiB * 1.1 + 64 * MiB);
    expect(sizeByte).toBeLessThan(180 * MiB);
    expect(planFor({ target: IMAGE, archive: fatWith({ blockBytes: 900 * MiB }) }).sizeByte).toBeGreaterThan(1000 * MiB);
  });

  it('writes several drives of one size from one stage, and a larger one by itself, to its end', () => {
    const { target, ...inputs } = inputsFor();
    const targets = [8, 8, 16].map((size, i) => ({ ...target, path: `/dev/sd${i}`, size: size * GiB }));
    const lanes = makeLanes({ ...inputs, targets });
    expect(lanes.map(({ shown: { mode, grow } }) => [mode, grow])).toEqual([
      ['staged', null],
      ['staged', null],
      ['direct', null],
    ]);
    expect(lanes[2]?.shown.volumes).toMatchObject([{ sizeByte: 16 * GiB - MiB }]);
  });
});

describe('refused before anything is written is', () => {
  it.each<[string, Changes, string, RegExp]>([
    [
      'a root filesystem',
      { archive: fatWith({ notFatSafe: { count: 2900, example: './bin' } }) },
      'not-fat-safe',
      /FAT at \/, which cannot hold 2.900 members of .*, such as \.\/bin/,
    ],
    ['what has no room', { archive: fatWith({ blockBytes: 5 * GiB }) }, 'target-too-small', /needed/],
    [
      'a card on which large clusters leave no room',
      { target: { size: 40 * GiB }, archive: { inodes: 1_500_000, ...fatWith({ blockBytes: 6 * GiB }) } },
      'target-too-small',
      /needed/,
    ],
    [
      'less than FAT of 32 bits',
      { target: { size: 40 * MiB }, archive: fatWith({ blockBytes: MiB }) },
      'target-too-small',
      /vfat, which needs at least 41.9 MB/,
    ],
    ['an archive that was not read completely', { archive: { unread: 1000 } }, 'archive-unread', /FAT/],
    ['one partition', { target: { kind: 'partition', path: '/dev/sdx2' } }, 'usage', /needs a whole drive/],
    ['what is for a first boot', { options: { firstBoot: { hostname: 'pi' } } }, 'usage', /has FAT at \/, where settings/],
  ])('%s', (_, changes, code, words) => {
    expect(() => planFor(changes)).toThrow(expect.objectContaining({ code, message: expect.stringMatching(words) }));
  });
});

describe('said of it is', () => {
  it.each<[string, Changes, string[]]>([
    ['nothing where it is made for that, whoever owned it', {}, []],
    ['nothing of boot files', { archive: { contents: { kind: 'boot-files', folders: [] }, foreign: 0 } }, []],
    ['that a board finds nothing at the top', { archive: { contents: { kind: 'diskless', folders: ['alpine'] } } }, ['nothing-to-boot', 'in-one-folder']],
    [
      'what is lost of files',
      { archive: { contents: { kind: 'files', folders: [] }, extended: 3 } },
      ['owners-on-fat', 'attributes-on-fat', 'nothing-to-boot'],
    ],
    [
      'that it is an archive in an archive',
      { archive: { contents: { kind: 'archive', folders: [], member: 'a.tar' }, foreign: 0 } },
      ['nothing-to-boot', 'not-a-root'],
    ],
  ])('%s', (_, changes, ids) => expect(remarksFor(changes)).toEqual(ids));

  it('nothing of firmware where the layout is of a drive that was captured', () => {
    const captured = layout.parse({ ...layoutNamed('rpi-alpine'), id: 'captured' });
    expect(remarksFor({ options: { layout: captured }, archive: { contents: { kind: 'files', folders: [] }, foreign: 0 } })).toEqual([]);
  });

  it('which layout it is made for, where another was chosen', () => {
    expect(remarksFor({ options: { layout: layoutNamed('single') } })).toEqual(['layout-fits', 'not-a-root']);
  });
});

/** Of `struct fat32_fsinfo` and the boot sector: the clusters that are free, in bytes. */
function freeOn(image: string): number {
  const head = readFileSync(image).subarray(0, 64 * 1024);
  const sector = head.readUInt16LE(11);
  return head.readUInt32LE(head.readUInt16LE(48) * sector + 488) * head.readUInt8(13) * sector;
}

it.each([40, 260, 270])('a new FAT of %d MiB has the room that is promised', async (mebibytes) => {
  using folder = makeFolder();
  const image = `${folder.path}/image`;
  writeFileSync(image, '');
  truncateSync(image, mebibytes * MiB);
  const { tool, args } = mkfsCommand({ filesystem: 'vfat', sizeByte: mebibytes * MiB, label: 'X', uuid: crypto.randomUUID(), inodes: 0, sparseFile: true });
  await runStep('Making the filesystem', { tool, args: [...args, image] });
  const free = freeOn(image);
  expect(usableBytes('vfat', mebibytes * MiB, 0)).toBeLessThanOrEqual(free);
  expect(usableBytes('vfat', mebibytes * MiB, 0)).toBeGreaterThan(free - 2 * MiB);
});
