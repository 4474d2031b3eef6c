import { describe, expect, it } from 'vitest';
import { findFile, type Member, realName, resolvePath, type Tree } from '../../../electron/archive/tree.ts';

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
  const file = (name: string): Member => ({ name, type: 'file', size: 3 });
  const tree: Tree = new Map<string, Member>([
    ['bin', { name: './bin', type: 'symlink', size: 0, linkTarget: 'usr/bin' }],
    ['usr/bin/busybox', file('./usr/bin/busybox')],
    ['usr/bin/sh', { name: './usr/bin/sh', type: 'hardlink', size: 0, linkTarget: './usr/bin/busybox' }],
    ['usr/bin/dangling', { name: './usr/bin/dangling', type: 'symlink', size: 0, linkTarget: 'nowhere' }],
    ['usr/bin/lost', { name: './usr/bin/lost', type: 'hardlink', size: 0, linkTarget: 'nowhere' }],
    ['usr', { name: './usr', type: 'directory', size: 0 }],
  ]);
  it.each([
    ['bin/sh', './usr/bin/busybox'],
    ['bin/busybox', './usr/bin/busybox'],
    ['bin/dangling', undefined],
    ['bin/lost', undefined],
    ['usr', undefined],
  ])('%s', (path, expected) => expect(findFile(tree, path)?.name).toBe(expected));
  it('resolves the folders of a name, not the name itself', () => {
    expect(realName(tree, 'bin/dangling')).toBe('usr/bin/dangling');
    expect(realName(tree, 'bin')).toBe('bin');
  });
});
