import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { normaliseName } from '../../../../electron/archive/names.ts';
import { readMembers } from '../../../../electron/archive/read.ts';
import { openEarlyLook } from '../../../../electron/engine/verify/early.ts';
import { openExpectation } from '../../../../electron/engine/verify/expectation.ts';
import { findExtras } from '../../../../electron/engine/verify/extras.ts';
import { Mismatches } from '../../../../electron/engine/verify/mismatches.ts';
import { compareTree, isBelow } from '../../../../electron/engine/verify/tree.ts';
import { readerHere } from '../../../../electron/run/confine.ts';

let folder: string;
let tree: string;
let archive: string;
let target: string;

beforeEach(() => {
  folder = mkdtempSync('/var/tmp/tree-');
  [tree, archive, target] = [join(folder, 'tree'), join(folder, 'archive.tar'), join(folder, 'target')];
  for (const name of ['etc', 'usr/lib', 'var']) mkdirSync(join(tree, name), { recursive: true });
  mkdirSync(target);
  writeFileSync(join(tree, 'etc/motd'), 'hello');
  linkSync(join(tree, 'etc/motd'), join(tree, 'etc/issue'));
  writeFileSync(join(tree, 'etc/hosts'), 'hosts');
  symlinkSync('usr/lib', join(tree, 'lib'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Lays members into an archive, behind what is in it. */
function pack(...args: string[]): void {
  execFileSync('tar', ['-C', tree, '--format=posix', '-rf', archive, ...args]);
}

/** As the product does, into a target that may have something in it. @returns what differs then, or when it was changed */
async function differences(change?: () => void): Promise<string> {
  execFileSync('tar', ['-C', target, '-xpf', archive, '--numeric-owner', '--delay-directory-restore', '--keep-directory-symlink']);
  const fd = openSync(archive, 'r');
  try {
    const expectation = openExpectation();
    const request = { fd, compression: 'none' as const, folder, as: readerHere() };
    await readMembers(request, { onMember: ({ entry }) => expectation.add(entry) });
    const { paths } = expectation.finish();
    change?.();
    const found = new Mismatches();
    const early = openEarlyLook(target, expectation.nameOf);
    await readMembers(request, { onMember: ({ entry }) => early.see(entry, normaliseName(entry.name)) });
    const later = new Mismatches();
    const place = { root: target, isFresh: true, fat: [], volumes: [], sealed: false };
    await compareTree(paths, place, { amended: false, isRight: early.isRight }, later, new AbortController().signal);
    await compareTree(paths, place, { amended: false }, found, new AbortController().signal);
    expect(later.text).toBe(found.text);
    await findExtras(target, { paths, ours: [], edited: new Set<string>(), fat: [], isPrivate: false }, found, new AbortController().signal);
    return found.text;
  } finally {
    closeSync(fd);
  }
}

const at = (name: string): string => join(target, name);

describe('a tree as tar lays it is no mismatch', () => {
  it('of plain members', async () => {
    pack('.');
    expect(await differences()).toBe('');
  });

  it('of members behind a symlink to a folder', async () => {
    pack('usr', 'lib');
    mkdirSync(join(tree, 'more/lib'), { recursive: true });
    writeFileSync(join(tree, 'more/lib/x'), 'x');
    pack('-C', 'more', 'lib/x');
    expect(await differences()).toBe('');
  });

  it('of members that come twice, also as something else', async () => {
    pack('etc', 'var');
    writeFileSync(join(tree, 'etc/motd'), 'hello again');
    rmSync(join(tree, 'etc/hosts'));
    symlinkSync('motd', join(tree, 'etc/hosts'));
    rmdirSync(join(tree, 'var'));
    writeFileSync(join(tree, 'var'), 'a file now');
    pack('etc/hosts', 'var');
    expect(await differences()).toBe('');
  });

  it('of a hard link whose target is replaced later', async () => {
    pack('etc/motd', 'etc/issue');
    renameSync(join(tree, 'etc/hosts'), join(tree, 'etc/motd'));
    pack('etc/motd');
    expect(await differences()).toBe('');
    expect(await differences(() => (rmSync(at('etc/issue')), linkSync(at('etc/motd'), at('etc/issue'))))).not.toBe('');
  });

  it('of hard links to symlinks', async () => {
    linkSync(join(tree, 'lib'), join(tree, 'lib32'));
    pack('.');
    expect(await differences()).toBe('');
    expect(await differences(() => (rmSync(at('lib32')), symlinkSync('usr/lib', at('lib32'))))).toContain('lib32: Not linked to ');
  });

  it('of an incremental archive', async () => {
    execFileSync('tar', ['-C', tree, '-g', join(folder, 'snar'), '-cf', archive, '.']);
    expect(await differences()).toBe('');
  });
});

it.each([
  ['boot/x', ['boot'], true],
  ['boot', ['boot'], true],
  ['bootx', ['boot'], false],
  ['', ['boot'], false],
  ['', [''], true],
  ['etc/hosts', [''], true],
  ['etc/hosts', [], false],
])('%j lies below one of %j: %j', (name, folders, expected) => expect(isBelow(name, folders)).toBe(expected));

describe('what is not as it was laid is found', () => {
  it.each<readonly [string, () => void, string | RegExp]>([
    ['mode', () => chmodSync(at('etc/hosts'), 0o600), /^etc\/hosts: has mode 600 instead of 6[0-7]4$/],
    ['time', () => utimesSync(at('etc/hosts'), 1, 1), 'etc/hosts: has another modification time'],
    ['size', () => writeFileSync(at('etc/hosts'), 'hosts!'), /etc\/hosts: has 6 bytes instead of 5/],
    ['missing', () => rmSync(at('etc/hosts')), /^etc: has another modification time\netc\/hosts: is missing$/],
    ['type', () => (rmSync(at('etc/hosts')), mkdirSync(at('etc/hosts'))), /etc\/hosts: is not a file/],
    ['target of a link', () => (rmSync(at('lib')), symlinkSync('usr/libx', at('lib'))), /lib: points elsewhere/],
    ['hard link broken', () => (rmSync(at('etc/issue')), writeFileSync(at('etc/issue'), 'hello')), /etc\/(issue|motd): Not linked to etc\/(motd|issue)/],
    [
      'hard link too many',
      () => (rmSync(at('etc/hosts')), linkSync(at('etc/motd'), at('etc/hosts'))),
      /is one file with etc\/\w+, which it is not in the archive/,
    ],
    ['one more', () => writeFileSync(at('usr/lib/planted'), ''), /usr\/lib\/planted: is not in the archive/],
    ['folder that is a link', () => (renameSync(at('etc'), at('e')), symlinkSync('e', at('etc'))), /etc: is not a folder/],
    ['lost+found that is none', () => mkdirSync(at('usr/lost+found')), /usr\/lost\+found: is not in the archive/],
  ])('%s', async (_, change, what) => {
    pack('.');
    const text = await differences(change);
    expect(text).toEqual(typeof what === 'string' ? what : expect.stringMatching(what));
  });
});
