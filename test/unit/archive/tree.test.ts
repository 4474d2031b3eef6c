import { describe, expect, it } from 'vitest';
import { findFile, realName, resolvePath, type Tree } from '../../../electron/archive/tree.ts';

const LINKS: Readonly<Record<string, string>> = {
  bin: 'usr/bin',
  'usr/bin/sh': 'dash',
  'usr/bin/awk': '/etc/alternatives/awk',
  'etc/alternatives/awk': '../../bin/mawk',
  'usr/lib64': '../../../lib',
  a: 'b',
  b: 'a',
};
const targetOf = (name: string): string | undefined => LINKS[name];

it.each([
  ['bin/sh', 'usr/bin/dash'],
  ['/bin/awk', 'usr/bin/mawk'],
  ['usr/lib64/ld.so', 'lib/ld.so'],
  ['bin/../x', 'usr/x'],
  ['etc/fstab', 'etc/fstab'],
  ['', ''],
  ['a/x', undefined],
])('resolvePath %s', (path, expected) => expect(resolvePath(path, targetOf)).toBe(expected));

describe('findFile', () => {
  const tree: Tree = new Map([
    ['bin', { type: 'symlink', linkTarget: 'usr/bin' }],
    ['usr/bin/busybox', { type: 'file' }],
    ['usr/bin/dangling', { type: 'symlink', linkTarget: 'nowhere' }],
    ['usr', { type: 'directory' }],
  ]);
  it.each([
    ['bin/busybox', 'usr/bin/busybox'],
    ['bin/dangling', undefined],
    ['usr', undefined],
  ])('%s', (path, expected) => expect(findFile(tree, path)).toBe(expected));
  it('resolves the folders of a name, not the name itself', () => {
    expect(realName(tree, 'bin/dangling')).toBe('usr/bin/dangling');
    expect(realName(tree, 'bin')).toBe('bin');
  });
});
