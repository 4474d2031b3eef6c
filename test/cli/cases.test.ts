import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cli } from '../lab/cli.ts';
import { leftovers, type Loop, makeLoop, sh } from '../lab/devices.ts';
import { file, folder as dir, hardLink, type Member, symlink, system, tarOfMembers } from '../lab/members.ts';
import { portrait } from '../lab/portrait.ts';

/**
 * Archives as people report them. In every way the same lands, with the same verdict, and it is what a careful person gets by
 * hand; where `better` is told, what that person should have got.
 */

interface Case {
  readonly archive: () => Buffer;
  /** For tar by hand, beside {@link BY_HAND}. */
  readonly byHand?: readonly string[];
  readonly better?: (root: string) => void;
  /** For Tarstrap. */
  readonly options?: readonly string[];
  /** What the plan says before anything is written. */
  readonly said?: RegExp;
  /** What the result says of what did not land. */
  readonly lost?: RegExp;
}

const BY_HAND = ['-p', '--xattrs', '--xattrs-include=*', '--acls', '--selinux', '--numeric-owner', '--same-owner', '--delay-directory-restore'];
const MiB = 1024 ** 2;
const WAYS = ['image', 'staged', 'direct', 'folder'] as const;
type Way = (typeof WAYS)[number];

let folder: string;
let loop: Loop;

beforeAll(() => {
  folder = mkdtempSync('/var/tmp/cases-');
  loop = makeLoop(folder, 96 * MiB);
});
afterEach(() => expect(leftovers()).toEqual([]));
afterAll(() => {
  loop.detach();
  rmSync(folder, { recursive: true, force: true });
});

const tar = (...members: readonly (Member | readonly Member[])[]): Buffer => tarOfMembers(members.flat());
const merge =
  (...more: readonly Member[]): (() => Buffer) =>
  () =>
    tar(system(), more);
const modules = [dir('./lib/modules'), dir('./lib/modules/6.1'), file('./lib/modules/6.1/modules.dep', 'dep')];
const CAPABILITY = Buffer.from('0100000200200000000000000000000000000000', 'hex');
const LABEL = 'system_u:object_r:etc_t:s0';
const NAMED = (...entries: readonly string[]): Record<string, string> => {
  const acl = ['user::rwx', 'group::r-x', ...entries, 'mask::r-x', 'other::r-x', ''].join('\n');
  return { 'SCHILY.acl.access': acl, 'SCHILY.acl.default': acl };
};
const journal = (pax: Record<string, string>): Member => dir('./var/log/journal', { mode: 0o2755, gid: 101, pax });
const setAcls =
  (...groups: readonly number[]) =>
  (root: string): void => {
    const entries = groups.map((group) => `g:${group}:rx,d:g:${group}:rx`);
    sh('setfacl', '-m', ['d:u::rwx,d:g::rx,d:o::rx', ...entries].join(','), join(root, 'var/log/journal'));
  };
const put =
  (name: string, text: string) =>
  (root: string): void => {
    rmSync(join(root, name), { force: true });
    writeFileSync(join(root, name), text);
    utimesSync(join(root, name), 1_700_000_000, 1_700_000_000);
  };

function incremental(): Buffer {
  const tree = mkdtempSync(join(folder, 'tree-'));
  execFileSync('tar', ['-xp', '-C', tree], { input: tar(system()) });
  return execFileSync('tar', ['-C', tree, '--format=gnu', '-g', join(folder, 'snapshot'), '-c', '.']);
}

const second = [dir('./usr/lib/modules'), file('./usr/lib/modules/modules.dep', 'x'.repeat(5000)), file('./etc/hostname', 'second\n')];

const LANDING: Readonly<Record<string, Case>> = {
  'a plain system': { archive: merge() },
  "bsdtar's attributes in a form of its own": {
    archive: merge(file('./usr/bin/ping', 'ping', { mode: 0o755, pax: { 'LIBARCHIVE.xattr.security.capability': CAPABILITY.toString('base64') } })),
    lost: /ping/,
  },
  'flags of files': { archive: merge(file('./etc/kept', 'kept', { pax: { 'SCHILY.fflags': 'immutable' } })), lost: /etc\/kept/ },
  'ACLs that name a group of this machine': { archive: merge(journal(NAMED('group:adm:r-x'))), better: setAcls(4) },
  'ACLs that name a group of the archive alone': { archive: merge(journal(NAMED('group:adm:r-x', 'group:wheel:r-x'))), better: setAcls(4, 10) },
  'ACLs with numbers in a fourth field': {
    archive: merge(
      journal({
        'SCHILY.acl.access': 'user::rwx,group::r-x,group:far:r-x:77,mask::r-x,other::r-x',
        'SCHILY.acl.default': 'user::rwx,group::r-x,group:far:r-x:77,mask::r-x,other::r-x',
      }),
    ),
    better: setAcls(77),
  },
  'labels of SELinux from tar': {
    archive: merge(file('./etc/labelled', 'x', { pax: { 'RHT.security.selinux': LABEL } }), dir('./etc/dir', { pax: { 'RHT.security.selinux': LABEL } })),
    better: (root) =>
      ['etc/labelled', 'etc/dir'].forEach((name) =>
        sh('setfattr', '-n', 'security.selinux', '-v', `0x${Buffer.from(`${LABEL}\0`).toString('hex')}`, join(root, name)),
      ),
  },
  'labels of SELinux as attributes': {
    archive: merge(
      file('./etc/labelled', 'x', { pax: { 'SCHILY.xattr.security.selinux': `${LABEL}\0`, 'SCHILY.xattr.security.ima': '\u0003signed' } }),
      symlink('./etc/lnk', 'labelled', { pax: { 'SCHILY.xattr.security.selinux': `${LABEL}\0` } }),
    ),
  },
  'two tars, one behind the other': { archive: () => Buffer.concat([tar(system()), tar(second)]), byHand: ['--ignore-zeros'], said: /2 tars/ },
  'two tars, each compressed': {
    archive: () => Buffer.concat([gzipSync(tar(system())), gzipSync(tar(second))]),
    byHand: ['--gzip', '--ignore-zeros'],
    said: /2 tars/,
  },
  'a root filesystem in a folder, of which the inside is chosen': {
    archive: () =>
      tar(
        dir('rootfs'),
        system({ prefix: 'rootfs/', root: null }),
        file('rootfs/etc/motd', 'hello'),
        hardLink('rootfs/etc/issue', 'rootfs/etc/motd'),
        file('README', 'not this'),
      ),
    byHand: ['--strip-components=1', 'rootfs'],
    options: ['--inside', 'rootfs'],
  },
  'a folder where a symlink to one was': { archive: merge(dir('./lib'), ...modules), byHand: ['--keep-directory-symlink'], said: /lib/ },
  'members behind a symlink': { archive: merge(...modules) },
  'a root that only root can enter': { archive: () => tar(system({ root: dir('./', { mode: 0o700 }) })), said: /0700|only root/ },
  'no member for the root': { archive: () => tar(system({ root: null })) },
  'everything of one user': { archive: () => tar(system({ uid: 1000 })), said: /1000/ },
  'an incremental backup': { archive: incremental },
  'a file that comes twice': {
    archive: merge(file('./etc/hostname', 'one\n'), file('./etc/hostname', 'two, longer\n', { mode: 0o600, mtime: 1_700_000_005 })),
  },
  'everything twice': { archive: () => tar(system(), system()), byHand: ['--keep-directory-symlink'] },
  'an absolute symlink that a file replaces': {
    archive: merge(symlink('./etc/resolv.conf', '/run/resolv.conf'), file('./etc/resolv.conf', 'nameserver 192.0.2.1\n')),
    better: put('etc/resolv.conf', 'nameserver 192.0.2.1\n'),
  },
  'a symlink that climbs and that a file replaces': {
    archive: merge(symlink('./etc/localtime', '../usr/share/UTC'), file('./etc/localtime', 'TZif')),
    better: put('etc/localtime', 'TZif'),
  },
  'a symlink that a file replaces': {
    archive: merge(symlink('./etc/resolv.conf', 'other'), file('./etc/other', 'o'), file('./etc/resolv.conf', 'nameserver 192.0.2.1\n')),
  },
  'a hard link whose other name is replaced': { archive: merge(file('./etc/a', 'first'), hardLink('./etc/b', './etc/a'), file('./etc/a', 'second, longer')) },
  'a file that becomes a symlink': { archive: merge(file('./etc/a', 'a'), symlink('./etc/a', 'hostname')) },
  'hard links to a symlink and to a device': {
    archive: merge(
      symlink('./etc/s', 'fstab'),
      hardLink('./etc/t', './etc/s'),
      { name: './dev/null', type: '3', device: [1, 3], mode: 0o666 },
      hardLink('./dev/zero', './dev/null'),
    ),
  },
  'an attribute of the root itself': {
    archive: () => tar(system({ root: dir('./', { pax: { 'SCHILY.xattr.trusted.overlay.opaque': 'y' } }) })),
  },
  'an ACL of the root itself': {
    archive: () => tar(system({ root: dir('./', { pax: { 'SCHILY.acl.access': 'user::rwx\ngroup::r-x\ngroup:4:r-x\nmask::r-x\nother::r-x\n' } }) })),
  },
  'a time that ext4 cannot hold': { archive: merge(file('./etc/far', 'far', { mtime: 2 ** 34 - 1 })) },
  'the highest number of an owner': { archive: merge(file('./etc/odd', 'odd', { uid: 0o7777777, gid: 0o7777777, pax: { uid: '4294967295' } })) },
  'kinds of members that nobody knows': { archive: merge({ name: './etc/unknown', type: 'Q', data: 'contents' }) },
};

/** What by hand gives: the tree, and what tar says of the root itself. */
function reference(chosen: Case, archive: string): Landed {
  const root = emptyFolder('hand-');
  // Some are told to be bad by a tar that has laid all that it could.
  sh('sh', '-c', 'tar -x "$@" || test $? -le 1', 'sh', ...BY_HAND, '-f', archive, '-C', root, ...(chosen.byHand ?? []));
  chosen.better?.(root);
  return landedAt(root);
}

/** As mkfs makes one, for archives that say nothing of their root. */
function emptyFolder(prefix: string): string {
  const path = mkdtempSync(join(folder, prefix));
  chmodSync(path, 0o755);
  return path;
}

interface Landed {
  readonly root: string;
  readonly tree: readonly string[];
}

function landedAt(root: string): Landed {
  const { mode, uid, gid } = lstatSync(root);
  return { root: `${mode.toString(8)} ${uid}:${gid}`, tree: portrait(root) };
}

function mounted(source: string, options: string): Landed {
  const at = mkdtempSync(join(folder, 'mnt-'));
  sh('mount', '-o', `ro,noload${options}`, source, at);
  try {
    return landedAt(at);
  } finally {
    sh('umount', at);
  }
}

function offsetIn(image: string): number {
  return Number(/start= *(\d+)/.exec(sh('sfdisk', '-d', image))?.[1]) * 512;
}

const PLACES: Readonly<Record<Way, { readonly target: () => string; readonly options: readonly string[]; readonly look: (target: string) => Landed }>> = {
  image: {
    target: () => join(mkdtempSync(join(folder, 'image-')), 'card.img'),
    options: [],
    look: (image) => mounted(image, `,loop,offset=${offsetIn(image)}`),
  },
  staged: { target: () => loop.device, options: ['--mode', 'staged'], look: (device) => mounted(`${device}p1`, '') },
  direct: { target: () => loop.device, options: ['--mode', 'direct'], look: (device) => mounted(`${device}p1`, '') },
  folder: { target: () => emptyFolder('target-'), options: [], look: landedAt },
};

describe.each(Object.entries(LANDING))('%s', (name, chosen) => {
  const archive = (): string => join(folder, `${name.replaceAll(/\W/g, '-')}.tar`);
  let expected: Landed;
  beforeAll(() => {
    writeFileSync(archive(), chosen.archive());
    expected = reference(chosen, archive());
  });

  it.each(WAYS)('lands, %s, as by hand, and is verified then and later', async (way) => {
    const { target, options, look } = PLACES[way];
    const path = target();
    const flashed = await cli('flash', archive(), path, '--yes', ...options, ...(chosen.options ?? []));
    expect({ code: flashed.code, tree: flashed.code === 0 ? look(path) : flashed.stderr }).toEqual({ code: 0, tree: expected });
    if (chosen.said) expect(flashed.stderr).toMatch(chosen.said);
    if (chosen.lost) expect(flashed.stdout + flashed.stderr).toMatch(chosen.lost);
    expect(await cli('verify', archive(), path, ...(chosen.options ?? []))).toMatchObject({ code: 0 });
  });
});

const REFUSED: Readonly<Record<string, readonly [archive: () => Buffer, words: RegExp, options?: readonly string[]]>> = {
  'a folder with something in it where a symlink is to be': [
    () => tar(system({ merged: false }), dir('./lib'), modules, symlink('./lib', 'usr/lib')),
    /\.\/lib/,
  ],
  'a hard link to nothing': [merge(hardLink('./etc/b', './etc/nothing')), /etc\/b/],
  'a hard link to what comes later': [merge(hardLink('./etc/b', './etc/a'), file('./etc/a', 'a')), /etc\/b/],
  'a name that is too long': [merge(file('./etc/a', 'a', { pax: { path: `./etc/${'n'.repeat(256)}` } })), /nnn/],
  'a kernel that is one with a file beyond its partition': [
    () =>
      tar(
        system({ boot: false }),
        dir('./boot'),
        dir('./usr/lib/modules'),
        file('./usr/lib/modules/vmlinuz', 'kernel'),
        hardLink('./boot/vmlinuz-6.12', './usr/lib/modules/vmlinuz'),
      ),
    /boot\/vmlinuz-6\.12|hard link/,
    ['--layout', 'boot-root'],
  ],
  'a file beyond the partition that is one with the kernel': [
    () =>
      tar(
        system({ boot: false }),
        dir('./boot'),
        file('./boot/vmlinuz-6.12', 'kernel'),
        dir('./usr/lib/modules'),
        hardLink('./usr/lib/modules/vmlinuz', './boot/vmlinuz-6.12'),
      ),
    /hard link/,
    ['--layout', 'boot-root'],
  ],
};

describe.each(Object.entries(REFUSED))('%s', (_, [archive, words, options = []]) => {
  const sum = (): string => createHash('sha256').update(readFileSync(loop.device)).digest('hex');

  it.each(['staged', 'direct'])('is refused, %s, before a byte of the drive is touched', async (mode) => {
    const path = join(folder, 'refused.tar');
    writeFileSync(path, archive());
    const before = sum();
    const { code, stderr } = await cli('flash', path, loop.device, '--yes', '--mode', mode, ...options);
    expect({ code, stderr, sum: sum() }).toEqual({ code: 65, stderr: expect.stringMatching(words), sum: before });
  });
});

describe('modules for a system whose lib is a symlink', () => {
  it.each([
    ['with an entry for lib', [dir('./'), dir('./lib'), ...modules]],
    ['without one', modules],
  ])('%s: land behind it, and the system stays whole', async (_, members) => {
    const [archive, root] = [join(folder, 'modules.tar'), mkdtempSync(join(folder, 'system-'))];
    mkdirSync(join(root, 'usr/lib'), { recursive: true });
    writeFileSync(join(root, 'usr/lib/libc.so.6'), 'a library');
    symlinkSync('usr/lib', join(root, 'lib'));
    writeFileSync(archive, tar(members));
    expect(await cli('flash', archive, root, '--yes')).toMatchObject({ code: 0 });
    expect(lstatSync(join(root, 'lib')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(root, 'lib/modules/6.1/modules.dep'), 'utf8')).toBe('dep');
    expect(readFileSync(join(root, 'lib/libc.so.6'), 'utf8')).toBe('a library');
    expect(await cli('verify', archive, root)).toMatchObject({ code: 0 });
  });
});

it('lines of fstab for drives that will not be there are commented out, in every way but in a folder', async () => {
  const archive = join(folder, 'fstab.tar');
  writeFileSync(archive, tar(system({ fstab: '/dev/mmcblk0p1  /boot   vfat    defaults        0       0\n' })));
  const { code, stderr } = await cli('flash', archive, loop.device, '--yes', '--mode', 'staged');
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/mmcblk0p1/) });
  expect(sh('debugfs', '-R', 'cat /etc/fstab', `${loop.device}p1`)).toMatch(/^#.*mmcblk0p1/m);
  expect(await cli('verify', archive, loop.device)).toMatchObject({ code: 0 });
});
