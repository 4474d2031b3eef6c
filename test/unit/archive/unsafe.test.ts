import { describe, expect, it } from 'vitest';
import type { ExpectedInode } from '../../../electron/archive/expected.ts';
import { normaliseName } from '../../../electron/archive/names.ts';
import { leavesTree, searchUnsafe } from '../../../electron/archive/unsafe.ts';

const links = (pairs: Readonly<Record<string, readonly string[]>>): ReadonlyMap<string, readonly string[]> => new Map(Object.entries(pairs));

describe('leavesTree', () => {
  it.each([
    ['inside', 'lib/x', { lib: ['usr/lib'] }, false],
    ['up and inside', 'a/l/x', { 'a/l': ['../b'] }, false],
    ['absolute', 'l/x', { l: ['/etc'] }, true],
    ['absolute into itself', 'l', { l: ['/'] }, true],
    ['climbing', 'l/x', { l: ['..'] }, true],
    ['climbing from below', 'a/b/l/x', { 'a/b/l': ['../../..'] }, true],
    ['just to the top', 'a/b/l/x', { 'a/b/l': ['../..'] }, false],
    ['through another', 'l/x', { l: ['m'], m: ['/etc'] }, true],
    ['through the folder of another', 'l/k/x', { l: ['d'], 'd/k': ['/etc'] }, true],
    ['any of several targets', 'l/x', { l: ['d', '/etc', 'e'] }, true],
    ['a circle leads nowhere', 'l/x', { l: ['m'], m: ['l'] }, false],
    ['a circle that grows', 'l/x', { l: ['l/l'] }, true],
    ['.. after a symlink goes up where it points to', 'a/l/x', { 'a/l': ['../d/k/..'], 'd/k': ['..'] }, true],
  ] as const)('%s', (_, path, pairs, expected) => expect(leavesTree(path, links(pairs))).toBe(expected));

  it('gives up on a maze instead of walking it', () => {
    const maze = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`l${i}`, [`l${i + 1}/l${i + 1}`, `l${i + 1}/l${i + 1}/.`, `d/../l${i + 1}`]]));
    expect(leavesTree('l0/x', links(maze))).toBe(true);
  });
});

/** Each leads on to the one before, by a long way round. */
const WAY_ROUND: readonly (readonly [name: string, target: string])[] = Array.from({ length: 38 }, (_, i) => [
  `l${i}`,
  `${'d/../'.repeat(600)}${i === 0 ? 'd' : `l${i - 1}`}`,
]);

describe('searchUnsafe', () => {
  type Step = readonly [name: string, symlink?: string | undefined, hardLink?: string];
  const search = (steps: readonly Step[]) => {
    const found = searchUnsafe();
    const tree = new Map<string, Pick<ExpectedInode, 'type' | 'linkTarget'>>();
    for (const [name, symlink, hardLink] of steps) {
      tree.set(normaliseName(name), symlink ? { type: 'symlink', linkTarget: symlink } : { type: 'file' });
      if (symlink) found.addSymlink(name, symlink);
      else found.add(name, hardLink);
    }
    return found.result(tree);
  };

  it.each<[string, readonly Step[], number, string?]>([
    ['nothing', [['a/b'], ['lib', 'usr/lib'], ['lib/x']], 0],
    [
      'a symlink that leads out, alone',
      [
        ['etc/mtab', '/proc/mounts'],
        ['x', '../../..'],
      ],
      0,
    ],
    ['..', [['a/../../x']], 1, 'a/../../x'],
    ['through a symlink', [['l', '/etc'], ['l/passwd'], ['l/shadow']], 2, 'l/passwd'],
    ['through a symlink that comes later', [['l/passwd'], ['l', '/etc']], 1, 'l/passwd'],
    ['through one that is replaced', [['l', '/etc'], ['l/passwd'], ['l', 'usr']], 1, 'l/passwd'],
    ['a hard link with ..', [['h', undefined, '../etc/passwd']], 1, 'h'],
    [
      'a hard link through a symlink',
      [
        ['l', '/etc'],
        ['h', undefined, 'l/passwd'],
      ],
      1,
      'h',
    ],
    [
      'a hard link inside',
      [
        ['h', undefined, './a/b'],
        ['k', undefined, '/a/b'],
      ],
      0,
    ],
    ['through a hard link to a symlink', [['s', '/etc'], ['h', undefined, 's'], ['h/passwd']], 1, 'h/passwd'],
    ['through a hard link to a symlink behind a symlink', [['d/s', '/etc'], ['e', 'd'], ['h', undefined, 'e/s'], ['h/passwd']], 1, 'h/passwd'],
    ['an absolute name', [['/etc/passwd']], 0],
    [
      'a name that is a symlink to a thousand places',
      [...Array.from({ length: 1000 }, (_, i): Step => ['l', `d${i}`]), ['l', '/etc'], ['l/passwd']],
      1,
      'l/passwd',
    ],
  ])('%s', (_, steps, count, example) => expect(search(steps)).toEqual(example === undefined ? { count } : { count, example }));

  it.each<[string, (i: number) => Step]>([
    ['folders', (i) => [`l37/${i}/f`]],
    ['hard links', (i) => [`h${i}`, undefined, `l37/${i}/f`]],
  ])('%s behind a long way round are not searched for longer than they are worth', (_, stepAt) => {
    const steps = [...WAY_ROUND.map(([name, target]): Step => [name, target]), ...Array.from({ length: 20_000 }, (__, i) => stepAt(i))];
    const begin = performance.now();
    expect(search(steps).count).toBeGreaterThanOrEqual(0);
    expect(performance.now() - begin).toBeLessThan(5000);
  });
});
