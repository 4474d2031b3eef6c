import { describe, expect, it } from 'vitest';
import { layout } from '../../../../shared/layout.ts';
import { makePlan } from '../../../../shared/plan/make.ts';
import { MiB } from '../../../../shared/plan/sizes.ts';
import { fatWith, type Changes, layoutNamed, makeInputs } from './inputs.ts';

const planFor = (changes: Changes = {}) => makePlan(makeInputs(changes));
const PARTITION = { kind: 'partition', path: '/dev/sdx2', bus: 'usb' } as const;
const FOLDER = { kind: 'directory', path: '/mnt/card', removable: false } as const;
const IMAGE = { kind: 'image', path: '/home/me/card.img', size: 0, removable: false } as const;

const tiny = layout.parse({
  ...layoutNamed('boot-root'),
  id: 'tiny',
  partitions: layoutNamed('boot-root').partitions.map((p) => (p.mount === '/' ? { ...p, sizeMiB: 8192 } : p)),
});

describe('what must be refused is refused before anything is written', () => {
  it.each<[string, string, Changes]>([
    ['a protected drive', 'target-protected', { target: { protectedBy: 'the system runs from it' } }],
    ['a protected drive, also with allowFixed', 'target-protected', { target: { protectedBy: 'swap', removable: false }, options: { allowFixed: true } }],
    ['a read-only card', 'target-read-only', { target: { readOnly: true } }],
    ['a fixed drive', 'target-fixed', { target: { removable: false } }],
    ['a partition of a fixed drive', 'target-fixed', { target: { ...PARTITION, removable: false } }],
    ['unsafe members', 'archive-unsafe', { archive: { unsafe: { count: 1, example: '../x' } } }],
    ['a drive that is too small', 'target-too-small', { target: { size: 700 * MiB } }],
    ['a drive with no room at all', 'target-too-small', { target: { size: MiB } }],
    ['too small for boot and root', 'target-too-small', { target: { size: 600 * MiB }, options: { layout: layoutNamed('boot-root') } }],
    ['a partition of fixed size beyond the end of the drive', 'target-too-small', { options: { layout: tiny } }],
    ['an image that is too small', 'target-too-small', { target: IMAGE, options: { imageBytes: 512 * MiB } }],
    ['a folder without room', 'target-no-room', { target: { ...FOLDER, size: 100 * MiB } }],
    ['a read-only folder', 'target-read-only', { target: { ...FOLDER, readOnly: true } }],
    ['a folder without inodes', 'target-too-few-inodes', { target: { ...FOLDER, freeInodes: 29_899 } }],
    ['xfs below its smallest', 'target-too-small', { target: { size: 290 * MiB }, archive: { blockBytes: MiB }, options: { filesystem: 'xfs' } }],
    [
      '/boot that is a link',
      'boot-is-link',
      { options: { layout: layoutNamed('boot-root') }, archive: { fat: fatWith({ notFatSafe: { count: 1, example: 'boot' }, link: 'usr/boot' }) } },
    ],
    [
      '/boot that FAT cannot hold',
      'boot-not-fat-safe',
      { options: { layout: layoutNamed('boot-root') }, archive: { fat: fatWith({ notFatSafe: { count: 2, example: 'boot/l' } }) } },
    ],
    [
      '/boot larger than its partition',
      'target-too-small',
      { options: { layout: layoutNamed('boot-root') }, archive: { fat: fatWith({ blockBytes: 600 * MiB }) } },
    ],
    ['two partitions in one', 'usage', { target: PARTITION, options: { layout: layoutNamed('boot-root') } }],
    ['a whole drive kept as it is', 'usage', { options: { layout: layoutNamed('none') } }],
    ['a kept partition without a filesystem', 'target-unsuitable', { target: PARTITION, options: { layout: layoutNamed('none') } }],
    ['a kept partition with FAT', 'target-unsuitable', { target: { ...PARTITION, filesystem: 'vfat' }, options: { layout: layoutNamed('none') } }],
    ['xfs staged', 'usage', { options: { filesystem: 'xfs', mode: 'staged' } }],
    ['a folder staged', 'usage', { target: FOLDER, options: { mode: 'staged' } }],
    ['staged without room for a stage', 'usage', { options: { mode: 'staged' }, host: { memoryAvailable: 0, scratchAvailable: 0 } }],
  ])('%s: %s', (_, code, changes) => {
    expect(() => planFor(changes)).toThrow(expect.objectContaining({ name: 'TarstrapError', code }));
  });

  it.each([
    ['xfs', 302 * MiB - 1, /is too small for xfs, which needs at least 315 MB: there would be 314 MB for it/],
    ['btrfs', 100 * MiB, /is too small for btrfs, which needs at least 134 MB: there would be 103 MB for it/],
    ['ext4', 2 * MiB, /is too small for ext4, which needs at least 16\.8 MB: there would be less than 1 MB for it/],
  ] as const)('below the least size of %s the sentence says that size', (filesystem, size, words) => {
    expect(() => planFor({ target: { size }, archive: { blockBytes: MiB, inodes: 10 }, options: { filesystem } })).toThrow(words);
  });

  it('a fixed drive passes with allowFixed, and is written directly', () => {
    expect(planFor({ target: { removable: false, bus: 'sata' }, options: { allowFixed: true } })).toMatchObject({ mode: 'direct', stage: null });
  });
});
