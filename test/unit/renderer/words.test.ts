import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../renderer/archive/facts.ts';
import { factsOfImage, imageLine, insideOf, nameOfPartition } from '../../../renderer/archive/imageWords.ts';
import { fileName, shortened } from '../../../renderer/parts/names.ts';
import { cancelWords } from '../../../shared/cancelWords.ts';
import { grouped } from '../../../shared/format.ts';
import { sizeOf, sizeText } from '../../../renderer/review/sizeText.ts';
import { headingOf, layoutChoices, startWords } from '../../../renderer/review/words.ts';
import type { ImageFacts } from '../../../shared/imageFacts.ts';
import { makeImageInputs } from '../shared/plan/imageInputs.ts';
import { makeLane, makeTarget } from '../shared/lanes.ts';
import { makeInputs } from '../shared/plan/inputs.ts';
import type { OptionsView, PlanView, ReviewLane, TargetView } from '../../../shared/view.ts';

describe('what cancelling leaves behind', () => {
  it.each([
    ['image', 'write', 'No new image is made.'],
    ['directory', 'extract', 'What was unpacked so far stays in the folder.'],
    ['disk', null, 'As long as nothing has been written, the drive stays as it is.'],
    ['partition', 'prepare', 'As long as nothing has been written, the drive stays as it is.'],
    ['disk', 'extract', 'The drive will be incomplete, and will not boot until it is written again.'],
    ['partition', 'finish', 'The drive will be incomplete, and will not boot until it is written again.'],
    ['disk', 'verify', 'It has been written completely, but not verified.'],
  ] as const)('%s in %s: %s', (kind, phase, words) => {
    expect(cancelWords({ kind: 'flash', lanes: [makeLane({ phase }, { kind })] })).toBe(words);
  });
});

describe('what cancelling leaves behind of several drives', () => {
  it.each([
    [[null, 'prepare'], 'As long as nothing has been written, the drives stay as they are.'],
    [['prepare', 'write'], 'Drives that are not done will be incomplete, and will not boot until they are written again.'],
    [['verify', 'verify'], 'All drives have been written completely, but not all are verified.'],
    [['verify', 'write'], 'Drives that are not done will be incomplete, and will not boot until they are written again.'],
  ] as const)('%j: %s', (phases, words) => {
    expect(cancelWords({ kind: 'flash', lanes: phases.map((phase) => makeLane({ phase })) })).toBe(words);
  });
});

describe('the button that begins', () => {
  const options: OptionsView = {
    layoutId: 'single',
    filesystem: 'ext4',
    label: '',
    fstab: 'amend',
    boot: 'fit',
    verify: 'full',
    mode: null,
    imageBytes: null,
    sameUuids: false,
    check: false,
    grow: false,
  };
  const lanes = (...targets: Partial<TargetView>[]): ReviewLane[] =>
    targets.map((facts) => ({ target: makeTarget(facts), before: [], planned: null, problem: null }));
  const plan = (destructive: boolean): PlanView => ({
    kind: 'ready',
    id: 1,
    remarks: [],
    commands: [],
    confirmation: null,
    destructive,
  });

  it.each([
    [{}, 'single', 'Erase SanDisk Ultra (31.9 GB) and write'],
    [{ kind: 'partition', path: '/dev/sdb1' }, 'single', 'Erase /dev/sdb1 (31.9 GB) and write'],
    [{ kind: 'partition', path: '/dev/sdb1' }, 'none', 'Write into /dev/sdb1 (31.9 GB)'],
    [{ kind: 'directory', path: '/mnt/x', size: 5e9 }, 'none', 'Unpack into /mnt/x'],
  ] as const)('on %j with layout %s says: %s', (facts, layoutId, words) => {
    expect(startWords({ lanes: lanes(facts), options: { ...options, layoutId }, plan: plan(true) })).toBe(words);
  });

  it('makes an image, or replaces one', () => {
    const image = { lanes: lanes({ kind: 'image', path: '/tmp/rootfs.img', size: 1.2e9 }), options };
    expect(startWords({ ...image, plan: plan(false) })).toBe('Make rootfs.img (1.2 GB)');
    expect(startWords({ ...image, plan: plan(true) })).toBe('Replace rootfs.img (1.2 GB)');
    expect(startWords({ ...image, plan: { kind: 'waiting', unread: null } })).toBe('Make rootfs.img');
  });

  it('names the number of several drives', () => {
    const several = lanes({}, { path: '/dev/sdc' }, { path: '/dev/sdd' });
    expect(startWords({ lanes: several, options, plan: plan(true) })).toBe('Erase 3 drives and write');
    expect(headingOf(several)).toBe('Write to 3 drives');
  });

  it('offers the layouts that fit the target', () => {
    const layouts = ['single', 'boot-root', 'none'].map((id) => ({ id, title: id }));
    expect(layoutChoices('disk', layouts).map(({ value }) => value)).toEqual(['single', 'boot-root', 'choose-file']);
    expect(layoutChoices('partition', layouts).map(({ value }) => value)).toEqual(['single', 'none']);
    expect(layoutChoices('directory', layouts)).toEqual([]);
  });
});

describe('the size of an image', () => {
  it('reads back to the same number of bytes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 50 }), (bytes) => {
        expect(sizeOf(sizeText(bytes))).toBe(bytes);
      }),
    );
    expect(sizeText(4 * 2 ** 30)).toBe('4G');
  });

  it('is left to the archive where nothing is typed', () => {
    expect(sizeText(null)).toBe('');
    expect(sizeOf('  ')).toBeNull();
  });

  it.each(['0', 'much', '-4G', '4X', '4 G B'])('%s is none', (text) => expect(sizeOf(text)).toBeUndefined());
});

describe('names', () => {
  it('are the last part of a path', () => {
    expect(fileName('/a/b.tar')).toBe('b.tar');
    expect(fileName('/')).toBe('/');
  });

  it('lose their middle where they are too long', () => {
    const short = shortened(`begin${'x'.repeat(200)}end.tar`, 40);
    expect([...short]).toHaveLength(40);
    expect(short).toMatch(/^begin.*…x*end\.tar$/);
    expect(shortened('rootfs.tar', 40)).toBe('rootfs.tar');
  });
});

it('an archive is told by what it is', () => {
  const { archive } = makeInputs({
    archive: { compression: 'none', entries: { total: 12_345, files: 12_000, directories: 345, symlinks: 0, hardLinks: 0, special: 0 } },
  });
  expect(factsOf(archive)).toContainEqual({ name: 'Format', value: 'plain tar', more: '210 MB' });
  expect(factsOf(archive)).toContainEqual({ name: 'Members', value: grouped(12_345), more: `${grouped(12_000)} files, 345 folders` });
});

describe('a disk image', () => {
  const { image } = makeImageInputs();
  const withFacts = (facts: Partial<ImageFacts>): ImageFacts => ({ ...image, ...facts });
  const bare: Partial<ImageFacts> = { form: 'filesystem', table: 'none', partitions: [], filesystem: { name: 'ext4', label: 'data' } };
  const iso: Partial<ImageFacts> = { form: 'iso', filesystem: { name: 'iso9660', label: 'DEBIAN' } };

  it.each<[Partial<ImageFacts>, string]>([
    [{}, 'Disk image, GPT, 2 partitions'],
    [{ table: 'dos' }, 'Disk image, dos table, 2 partitions'],
    [iso, 'Hybrid ISO, GPT, 2 partitions'],
    [{ ...iso, table: 'none', partitions: [] }, 'ISO, without a partition table'],
    [bare, 'ext4 filesystem'],
  ])('%j is: %s', (facts, words) => expect(imageLine(withFacts(facts))).toBe(words));

  it('is told by what it is, how it is packed, and how long it is', () => {
    expect(factsOfImage(image)).toEqual([
      { name: 'Kind', value: 'Disk image', more: 'GPT, 2 partitions' },
      { name: 'Format', value: 'xz', more: '210 MB' },
      { name: 'Length', value: '1.1 GB' },
    ]);
    expect(factsOfImage(withFacts(bare))).toContainEqual({ name: 'Label', value: 'data' });
    expect(factsOfImage(withFacts({ compression: 'none' }))).toContainEqual({ name: 'Format', value: 'not compressed', more: '210 MB' });
  });

  it('may be of a length that is not known yet', () => {
    expect(factsOfImage(withFacts({ imageBytes: null }))).toContainEqual({ name: 'Length', value: 'at least 1.1 GB', more: 'turns out when it is unpacked' });
  });

  it('has a name of its own in a zip', () => {
    const zip = { name: 'release/card.img', method: 'deflated', startByte: 0, packedBytes: 1, unpackedBytes: 1, crc32: 1, isAlone: true } as const;
    expect(factsOfImage(withFacts({ zip, compression: 'none' }))).toContainEqual({ name: 'Format', value: 'zip, card.img', more: '210 MB' });
  });

  it('with a block map is written in part', () => {
    const bmap = { file: image.file, imageBytes: 1e9, blockBytes: 4096, mappedBytes: 3e8, ranges: 1, isChecked: true };
    expect(factsOfImage(withFacts({ bmap }))).toContainEqual({ name: 'To write', value: '300 MB', more: 'by its block map, with checksums' });
  });

  it.each([
    [{}, 'root', 'Linux filesystem, ext4'],
    [{ label: undefined, name: 'system' }, 'system', 'Linux filesystem, ext4'],
    [{ label: undefined }, 'Linux filesystem', 'ext4'],
    [{ label: undefined, filesystem: undefined }, 'Linux filesystem', 'no known filesystem'],
    [{ label: undefined, filesystem: undefined, unread: true }, 'Linux filesystem', 'contents turn out when it is written'],
    [{ label: undefined, filesystem: undefined, kind: 'extended', type: 'Extended' }, 'Extended', 'holds the logical ones'],
  ] as const)('has partitions: %j is called %s, with %s', (changes, name, inside) => {
    const partition = {
      number: 2,
      kind: 'primary',
      startByte: 0,
      sizeByte: 1,
      type: 'Linux filesystem',
      filesystem: 'ext4',
      label: 'root',
      ...changes,
    } as const;
    expect([nameOfPartition(partition), insideOf(partition)]).toEqual([name, inside]);
  });
});
