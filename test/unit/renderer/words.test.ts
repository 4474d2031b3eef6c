import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../renderer/archive/facts.ts';
import { fileName, shortened } from '../../../renderer/parts/names.ts';
import { cancelWords } from '../../../shared/cancelWords.ts';
import { grouped } from '../../../shared/format.ts';
import { sizeOf, sizeText } from '../../../renderer/review/sizeText.ts';
import { layoutChoices, startWords } from '../../../renderer/review/words.ts';
import { makeInputs } from '../shared/plan/inputs.ts';
import type { OptionsView, PlanView, TargetView } from '../../../shared/view.ts';

describe('what cancelling leaves behind', () => {
  it.each([
    ['image', 'write', 'No image is left.'],
    ['directory', 'extract', 'What was unpacked so far stays in the folder.'],
    ['disk', null, 'As long as nothing has been written, the drive stays as it is.'],
    ['partition', 'prepare', 'As long as nothing has been written, the drive stays as it is.'],
    ['disk', 'extract', 'The drive will be incomplete, and will not boot until it is written again.'],
    ['partition', 'finish', 'The drive will be incomplete, and will not boot until it is written again.'],
    ['disk', 'verify', 'It has been written completely, but not verified.'],
  ] as const)('%s in %s: %s', (kind, phase, words) => {
    expect(cancelWords(kind, phase)).toBe(words);
  });
});

describe('the button that begins', () => {
  const options: OptionsView = {
    layoutId: 'single',
    filesystem: 'ext4',
    label: '',
    fstab: 'amend',
    verify: 'full',
    mode: null,
    imageBytes: null,
    check: false,
    grow: false,
  };
  const target = (facts: Partial<TargetView>): TargetView => ({
    ref: { kind: 'image' },
    kind: 'disk',
    title: 'SanDisk Ultra',
    path: '/dev/sdb',
    size: 31.9e9,
    bus: 'usb',
    serial: undefined,
    ...facts,
  });
  const plan = (destructive: boolean): PlanView => ({
    kind: 'ready',
    id: 1,
    size: 1.2e9,
    after: [],
    lines: [],
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
    expect(startWords({ target: target(facts), options: { ...options, layoutId } }, plan(true))).toBe(words);
  });

  it('makes an image, or replaces one', () => {
    const image = target({ kind: 'image', path: '/tmp/rootfs.img', size: 0 });
    expect(startWords({ target: image, options }, plan(false))).toBe('Make rootfs.img (1.2 GB)');
    expect(startWords({ target: image, options }, plan(true))).toBe('Replace rootfs.img (1.2 GB)');
    expect(startWords({ target: image, options }, { kind: 'waiting', unread: null })).toBe('Make rootfs.img');
  });

  it('offers the layouts that fit the target', () => {
    const layouts = ['single', 'boot-root', 'none'].map((id) => ({ id, title: id }));
    expect(layoutChoices('disk', layouts).map(({ value }) => value)).toEqual(['single', 'boot-root']);
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
