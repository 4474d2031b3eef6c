import { describe, expect, it } from 'vitest';
import type { TarEntry } from '../../../../electron/archive/listing.ts';
import { judgeContents } from '../../../../electron/engine/verify/contents.ts';
import { detachFstab, type Expected, openExpectation } from '../../../../electron/engine/verify/expectation.ts';

type Member = readonly [name: string, type?: TarEntry['type'], linkTarget?: string];

function expectedOf(members: readonly Member[]): Expected {
  const expectation = openExpectation();
  for (const [name, type = 'file', linkTarget] of members) {
    const size = type === 'file' ? 5 : 0;
    const link = linkTarget === undefined ? {} : { linkTarget };
    expectation.add({
      block: undefined,
      type,
      mode: 0o644,
      uid: 0,
      gid: 0,
      size,
      mtime: { seconds: 0, nanoseconds: 0 },
      name,
      extended: false,
      acl: false,
      ...link,
    });
  }
  return expectation.finish();
}

const untoldOf = (members: readonly Member[]): unknown => {
  const expected = expectedOf(members);
  return [...judgeContents(expected, expected.paths, new Set()).untold];
};

describe('what tar says of contents', () => {
  it.each<readonly [string, readonly Member[], readonly number[], readonly string[]]>([
    ['of a file', [['a'], ['b']], [1], ['b']],
    ['of the member that counts', [['./a'], ['a']], [1], ['a']],
    ['of one that was replaced', [['./a'], ['a']], [0], []],
    ['of one that became a link', [['a'], ['b'], ['a', 'symlink', 'b']], [0], []],
    ['of a file with other names, once', [['a'], ['b', 'hardlink', 'a'], ['c', 'hardlink', 'a']], [0], ['a']],
    ['of a file behind a link', [['usr/lib', 'directory'], ['lib', 'symlink', 'usr/lib'], ['lib/x']], [2], ['usr/lib/x']],
    ['of a dumpdir', [['d', 'directory']], [0], []],
  ])('%s', (_, members, differing, names) => {
    const expected = expectedOf(members);
    expect(judgeContents(expected, expected.paths, new Set(differing))).toEqual({ differ: names, untold: new Map() });
  });

  it('does not tell of a file whose own name was given to another one', () => {
    expect(untoldOf([['a'], ['b', 'hardlink', 'a'], ['c', 'hardlink', 'a'], ['a']])).toEqual([[0, ['b']]]);
  });

  it('does not tell of a file whose folder is behind another link now', () => {
    const members: Member[] = [['one', 'directory'], ['two', 'directory'], ['cur', 'symlink', 'one'], ['cur/x'], ['cur', 'symlink', 'two']];
    expect(untoldOf(members)).toEqual([[3, ['one/x']]]);
  });

  it('does not tell of a file behind an absolute link, which leads to the programs of the cell', () => {
    const expected = expectedOf([['usr/lib', 'directory'], ['usr/lib/x'], ['lib', 'symlink', '/usr/lib']]);
    expect(expected.leadsTo(1, expected.paths)).toBe(expected.paths.get('usr/lib/x'));
    expect(untoldOf([['usr/lib', 'directory'], ['lib', 'symlink', 'usr/lib'], ['lib/x'], ['lib', 'symlink', '/usr/lib']])).toEqual([[2, ['usr/lib/x']]]);
  });

  it.each<readonly [string, readonly Member[], unknown]>([
    ['first', [['etc/fstab'], ['etc/motd', 'hardlink', 'etc/fstab']], [[0, ['etc/motd']]]],
    ['second', [['etc/motd'], ['etc/fstab', 'hardlink', 'etc/motd']], [[0, ['etc/fstab']]]],
    ['second, and the first is gone', [['x'], ['etc/fstab', 'hardlink', 'x'], ['y', 'hardlink', 'x'], ['x']], [[0, ['etc/fstab', 'y']]]],
  ])('tells of an amended /etc/fstab and of what was one file with it, or else we look: fstab came %s', (_, members, untold) => {
    const expected = expectedOf(members);
    const paths = detachFstab(expected.paths);
    expect(paths.get('etc/fstab')).not.toBe(expected.paths.get('etc/fstab'));
    expect([...judgeContents(expected, paths, new Set()).untold]).toEqual(untold);
  });
});
