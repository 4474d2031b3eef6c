import { describe, expect, it } from 'vitest';
import { describePlan } from '../../../../shared/plan/describe.ts';
import { makePlan } from '../../../../shared/plan/make.ts';
import { GiB, MiB } from '../../../../shared/plan/sizes.ts';
import { fatWith, type Changes, layoutNamed, makeInputs } from './inputs.ts';

/** The beginning of a stream of 700 MiB: some members, and nothing of the rest. */
const BEGINNING = {
  unread: 690 * MiB,
  entries: { total: 40, files: 30, directories: 10, symlinks: 0, hardLinks: 0, special: 0 },
  contentBytes: 9 * MiB,
  blockBytes: 10 * MiB,
  inodes: 40,
  foreign: 0,
  fat: fatWith({}),
} satisfies Changes['archive'];

const planFor = ({ archive, ...changes }: Changes = {}) => makePlan(makeInputs({ archive: { ...BEGINNING, ...archive }, ...changes }));

describe('a plan of what the beginning of an archive tells', () => {
  it('says so', () => {
    expect(planFor().unread).toBe(true);
    expect(describePlan(planFor())).toContain('Read the archive while it is unpacked; so far only its beginning was read');
    expect(describePlan(makePlan(makeInputs()))).toContain('The archive was read completely');
  });

  it('has tar keep whatever may still come, but for what may do harm', () => {
    const { args } = planFor().extract;
    expect(args).toEqual(expect.arrayContaining(['--same-owner', '--xattrs', '--ignore-zeros']));
    expect(args).not.toContain('--acls');
    expect(args).not.toContain('--selinux');
  });

  it('has inodes for a tree of small files', () => {
    const mkfs = planFor().volumes[0]?.mkfs?.args ?? [];
    expect(Number(mkfs[mkfs.indexOf('-N') + 1])).toBeGreaterThan((700 * MiB) / 4096);
  });

  it('reckons with a tree like most others where nothing depends on it', () => {
    expect(planFor().estimates.deviceBytes / MiB).toBeGreaterThan(700);
    expect(planFor().estimates.deviceBytes / MiB).toBeLessThan(900);
  });

  it.each<[string, RegExp, Changes]>([
    ['a drive on which the widest tree has no room', /may have no room/, { target: { size: 1800 * MiB } }],
    ['a filesystem that the widest tree does not fit into', /may have no room/, { target: { size: GiB }, options: { filesystem: 'btrfs' } }],
    ['an image that is sized by it', /size/, { target: { kind: 'image', path: '/home/me/card.img', size: 0, removable: false } }],
    ['what bsdtar has made', /may hold ACLs/, { archive: { ofBsdtar: true } }],
    ['what has begun to tell of ACLs', /may hold ACLs/, { archive: { acls: 1 } }],
    ['settings for the first boot', /first boot/, { options: { firstBoot: { hostname: 'pi' } } }],
    ['a layout with FAT', /FAT/, { options: { layout: layoutNamed('boot-root') } }],
    ['a folder', /in place/, { target: { kind: 'directory', path: '/mnt/card', removable: false, empty: true } }],
    [
      'a filesystem that is kept',
      /there already/,
      { target: { kind: 'partition', path: '/dev/sdx2', filesystem: 'ext4' }, options: { layout: layoutNamed('none') } },
    ],
  ])('is not made for %s: all of it is to be read first', (_, why, changes) => {
    expect(() => planFor(changes)).toThrow(
      expect.objectContaining({ code: 'archive-unread', facts: expect.objectContaining({ why: expect.stringMatching(why) }) }),
    );
  });

  it('is made for an image whose size was chosen', () => {
    const target = { kind: 'image', path: '/home/me/card.img', size: 0, removable: false } as const;
    expect(planFor({ target, options: { imageBytes: 4 * GiB } })).toMatchObject({ unread: true, sizeByte: 4 * GiB });
  });

  it('is refused at once for what is known to be bad', () => {
    expect(() => planFor({ archive: { unsafe: { count: 1, example: '../x' } } })).toThrow(expect.objectContaining({ code: 'archive-unsafe' }));
  });
});
