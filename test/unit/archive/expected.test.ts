import { describe, expect, it } from 'vitest';
import { type ExpectedTree, growTree } from '../../../electron/archive/expected.ts';
import type { TarEntry } from '../../../electron/archive/listing.ts';

type Rough = readonly [name: string, type?: TarEntry['type'], linkTarget?: string | undefined, mode?: number];

function grow(members: readonly Rough[], linkAt?: (name: string) => string | undefined): ExpectedTree {
  const growth = growTree(linkAt);
  for (const [name, type = name.endsWith('/') ? 'directory' : 'file', linkTarget, mode = 0o644] of members) {
    const plain = { block: undefined, mode, uid: 0, gid: 0, size: 0, mtime: { seconds: 0, nanoseconds: 0 }, extended: false, acl: false };
    growth.add({ ...plain, name, type, ...(linkTarget === undefined ? {} : { linkTarget }) });
  }
  return growth.tree;
}

/** Name, first letter of its type, and the member that it comes from. `test/engine/trees.test.ts` asks tar itself. */
const shown = ({ paths }: ExpectedTree): string[] => [...paths].map(([name, { type, member }]) => `${name} ${type[0]}${member ?? ''}`).toSorted();

describe('growTree', () => {
  it.each<[string, readonly Rough[], readonly string[]]>([
    ['spellings of one name', [['./a'], ['a'], ['//a'], ['././/a']], ['a f3']],
    ['folders that nobody names', [['a/b/c']], ['a d', 'a/b d', 'a/b/c f0']],
    ['the root, if it is named', [['./'], ['./a']], [' d0', 'a f1']],
    ['an empty name for the root', [['', 'directory']], [' d0']],
    ['what lies behind a symlinked folder', [['usr/lib/'], ['lib', 'symlink', 'usr/lib'], ['lib/x']], ['lib s1', 'usr d', 'usr/lib d0', 'usr/lib/x f2']],
    ['a folder over such a link', [['usr/lib/'], ['lib', 'symlink', 'usr/lib'], ['lib/']], ['lib s1', 'usr d', 'usr/lib d0']],
    ['a folder over a link to nothing', [['lib', 'symlink', 'usr/lib'], ['lib/']], ['lib d1']],
    ['a file over an absolute link', [['etc/resolv.conf', 'symlink', '/run/resolv.conf'], ['etc/resolv.conf']], ['etc d', 'etc/resolv.conf f1']],
    ['a hard link whose target is replaced later', [['a'], ['b', 'hardlink', 'a'], ['a']], ['a f2', 'b f0']],
    [
      'a hard link to a symlink',
      [
        ['a', 'symlink', 'x'],
        ['b', 'hardlink', './a'],
      ],
      ['a s0', 'b s0'],
    ],
    ['a hard link to itself', [['a'], ['./a', 'hardlink', 'a']], ['a f0']],
    ['a file over an empty folder', [['a/'], ['a']], ['a f1']],
    [
      'a folder made on the way to a member, behind a link that goes later',
      [['a/'], ['c', 'symlink', 'a'], ['c/b/f'], ['c']],
      ['a d0', 'a/b d', 'a/b/f f2', 'c f3'],
    ],
  ])('%s', (_, members, expected) => {
    const tree = grow(members);
    expect([...tree.problems]).toEqual([]);
    expect(shown(tree)).toEqual(expected);
  });

  it('has one inode for the names of one hard-link group', () => {
    const { paths } = grow([['a'], ['b', 'hardlink', 'a'], ['c']]);
    expect(paths.get('a')).toBe(paths.get('b'));
    expect(paths.get('a')).not.toBe(paths.get('c'));
  });

  it('gives a folder what was said of it last, by one name; of several names the first counts', () => {
    const modes = (...members: readonly Rough[]): number | undefined => grow(members).paths.get('a/b')?.mode;
    expect(modes(['a/b/', 'directory', undefined, 0o711], ['./a/b/', 'directory', undefined, 0o755])).toBe(0o755);
    expect(modes(['a/b/', 'directory', undefined, 0o711], ['l', 'symlink', 'a'], ['l/b/', 'directory', undefined, 0o755])).toBe(0o711);
  });

  it.each<[string, readonly Rough[], string]>([
    ['a hard link to what comes later', [['b', 'hardlink', 'a'], ['a']], 'link-target-missing'],
    ['a hard link to a folder', [['a/'], ['b', 'hardlink', 'a']], 'link-to-a-folder'],
    ['a file over a folder with something in it', [['a/b'], ['a']], 'folder-in-the-way'],
    ['a file in a file', [['a'], ['a/b']], 'not-a-folder'],
    ['a link in a circle on the way', [['a', 'symlink', 'b'], ['b', 'symlink', 'a'], ['a/x']], 'not-a-folder'],
    ['256 bytes', [['n'.repeat(256)]], 'name-too-long'],
    ['4096 bytes of path', [[`./${'p/'.repeat(2046)}ff`]], 'name-too-long'],
    ['a symlink to 4096 bytes', [['a', 'symlink', 't'.repeat(4096)]], 'target-too-long'],
    ['a hard link to 256 bytes', [['a', 'hardlink', 't'.repeat(256)]], 'target-too-long'],
    ['a symlink to nothing at all', [['a', 'symlink', '']], 'link-without-target'],
    ['a link that climbs out', [['a', 'symlink', '..'], ['a/x']], 'leads-outside'],
    ['a folder that became a file by another name', [['d/'], ['l', 'symlink', '.'], ['./'], ['l/d']], 'folder-replaced'],
  ])('knows that tar fails at %s', (_, members, problem) => {
    expect([...grow(members).problems.keys()]).toEqual([problem]);
  });

  it('takes 255 bytes, and 4095 of path', () => {
    expect([...grow([['n'.repeat(255)], [`./${'p/'.repeat(2046)}f`]]).problems]).toEqual([]);
  });

  it('follows the links that were there before', () => {
    const tree = grow([['lib/'], ['lib/modules/x'], ['bin']], (name) => ({ lib: 'usr/lib', bin: 'usr/bin' })[name]);
    expect(tree.keptLinks).toEqual({ count: 1, example: 'lib/' });
    expect(shown(tree)).toEqual(['bin f2', 'usr d', 'usr/lib d', 'usr/lib/modules d', 'usr/lib/modules/x f1']);
  });

  it.each<[string, (member: number) => Rough]>([
    ['that lie in one another without end', (member) => [`./${member}/${'a/'.repeat(2000)}f`]],
    ['behind links that lengthen every name', (member) => [member === 0 ? `./${'long/'.repeat(800)}f` : `./l/${member}/f`]],
  ])('does not remember far more folders than an archive of its size can have: such %s', (_, memberAt) => {
    const long: readonly Rough[] = [memberAt(0), ['l', 'symlink', 'long/'.repeat(800)]];
    const many = Array.from({ length: 12_000 }, (__, member) => memberAt(member + 1));
    expect(() => grow([...long, ...many])).toThrow(expect.objectContaining({ code: 'archive-folders-too-many' }));
  });

  it('remembers those of an archive that lists none of them', () => {
    expect(grow(Array.from({ length: 100_000 }, (_, i) => [`./srv/objects/${i % 256}/${i}/one/file`])).paths.size).toBe(300_258);
  });

  it('hard links through a chain of links take no longer than they are worth', () => {
    const chain = Array.from({ length: 38 }, (_, i): Rough => [`l${i}`, 'symlink', `${'d/../'.repeat(50)}${i === 0 ? 'd' : `l${i - 1}`}`]);
    const begin = performance.now();
    const { paths, problems } = grow([['d/'], ['d/t'], ...chain, ...Array.from({ length: 20_000 }, (_, i): Rough => [`h${i}`, 'hardlink', './l37/t'])]);
    expect(performance.now() - begin).toBeLessThan(3000);
    expect([...problems]).toEqual([]);
    expect(paths.get('h19999')).toBe(paths.get('d/t'));
  });

  it('a hard link is made of what is there by then, also where its folder was another before', () => {
    const { paths } = grow([['a/t'], ['b/t'], ['l', 'symlink', 'a'], ['h', 'hardlink', 'l/t'], ['l', 'symlink', 'b'], ['k', 'hardlink', 'l/t']]);
    expect(paths.get('h')).toBe(paths.get('a/t'));
    expect(paths.get('k')).toBe(paths.get('b/t'));
  });

  it('a path with more parts than any that Linux follows leads nowhere', () => {
    const chain = Array.from({ length: 38 }, (_, i): Rough => [`l${i}`, 'symlink', `${'d/../'.repeat(600)}${i === 0 ? 'd' : `l${i - 1}`}`]);
    expect([...grow([['d/'], ...chain, ['l37/f']]).problems.keys()]).toEqual(['not-a-folder']);
  });

  it('grows with 300,000 members in seconds', () => {
    const growth = growTree();
    const plain = { block: undefined, mode: 0o644, uid: 0, gid: 0, size: 0, mtime: { seconds: 0, nanoseconds: 0 }, extended: false, acl: false };
    const begin = performance.now();
    for (let i = 0; i < 300_000; i += 1) growth.add({ ...plain, name: `./usr/share/doc/package-${i % 50_000}/file-${i}`, type: 'file' });
    expect(growth.tree.paths.size).toBe(350_003);
    expect(performance.now() - begin).toBeLessThan(30_000);
  });
});
