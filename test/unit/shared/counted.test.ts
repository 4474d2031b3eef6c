import { describe, expect, it } from 'vitest';
import { counted, memberKinds, suchAs } from '../../../shared/counted.ts';
import { TarstrapError } from '../../../shared/errors.ts';
import { grouped } from '../../../shared/format.ts';

it.each([
  [0, '0 files'],
  [1, '1 file'],
  [2, '2 files'],
  [12_345, `${grouped(12_345)} files`],
])('%d', (count, words) => expect(counted(count, 'file')).toBe(words));

it('a plural of its own', () => expect([1, 3].map((count) => counted(count, 'folder has', 'folders have'))).toEqual(['1 folder has', '3 folders have']));

it('the only one is named, and one of several', () => {
  expect([suchAs(1, './a'), suchAs(2, './a'), suchAs(2, undefined), suchAs(1, '')]).toEqual([' (./a)', ', such as ./a', '', '']);
});

it('kinds that are not there are not counted', () => {
  expect(memberKinds({ total: 4, files: 1, directories: 2, symlinks: 0, hardLinks: 0, special: 1 })).toBe('1 file, 2 folders, 1 device node or fifo');
});

describe('a failure', () => {
  it.each([
    ['archive-unsafe', 1, '/a.tar has 1 member that would land outside of the target (../x).'],
    ['archive-unsafe', 2, '/a.tar has 2 members that would land outside of the target, such as ../x.'],
    ['archive-does-not-lay', 1, '/a.tar cannot be unpacked: tar would fail at 1 member, ../x, a hard link to a folder.'],
    ['archive-does-not-lay', 2, '/a.tar cannot be unpacked: tar would fail at 2 members, such as ../x, a hard link to a folder.'],
    ['boot-not-fat-safe', 1, "The archive's /boot holds 1 member that a FAT partition cannot hold (../x)."],
    ['boot-links', 1, 'The archive has 1 hard link between /boot and the rest, which two partitions cannot share (../x).'],
    ['target-links-out', 1, '/a.tar has links that lead out of it, and 1 folder of the archive would be unpacked through them (../x).'],
    ['verify-mismatch', 1, 'What is on /a.tar differs from the archive in 1 place (../x).'],
  ] as const)('%s of %d', (code, count, words) => {
    expect(new TarstrapError(code, { path: '/a.tar', count, example: '../x', what: 'a hard link to a folder', mount: '/boot' }).message).toBe(words);
  });
});
