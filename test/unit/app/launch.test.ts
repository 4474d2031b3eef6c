import { describe, expect, it } from 'vitest';
import { archivesOf } from '../../../electron/app/launch.ts';

const unpackaged = { cwd: '/home/me', isPackaged: false };
const packaged = { cwd: '/home/me', isPackaged: true };

describe('archivesOf', () => {
  it.each([
    [['electron', '.'], unpackaged, []],
    [['electron', '.', 'rootfs.tar.xz'], unpackaged, ['/home/me/rootfs.tar.xz']],
    [['electron', '--inspect=0', '.', '--user-data-dir=/tmp/x', '/a b/ü.tar'], unpackaged, ['/a b/ü.tar']],
    [['tarstrap'], packaged, []],
    [['tarstrap', '../r.tar'], packaged, ['/home/r.tar']],
    [['tarstrap', '--no-sandbox', 'file:///srv/a%20b/%C3%BC.tar.zst'], packaged, ['/srv/a b/ü.tar.zst']],
    [['tarstrap', 'file://localhost/srv/r.tar'], packaged, ['/srv/r.tar']],
    [['tarstrap', 'file://elsewhere/srv/r.tar'], packaged, []],
    [['tarstrap', 'file:///bad%2Fslash'], packaged, []],
    [['tarstrap', 'https://example.org/r.tar.xz'], packaged, ['https://example.org/r.tar.xz']],
    [['tarstrap', 'a.tar', 'file:///srv/b.tar', '/c.tar'], packaged, ['/home/me/a.tar', '/srv/b.tar', '/c.tar']],
    [['tarstrap', ''], packaged, []],
  ])('%j', (argv, where, expected) => {
    expect(archivesOf(argv, where)).toEqual(expected);
  });
});
