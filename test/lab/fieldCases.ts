import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { sh } from './devices.ts';
import { file, folder as dir, hardLink, type Member, symlink, system, tarOfMembers } from './members.ts';

/** Archives as people report them: root filesystems that tar lays by hand, too, and such that nobody should be sorry to see refused. */

export interface Case {
  /** @param folder for what it takes to make it */
  readonly archive: (folder: string) => Buffer;
  /** For tar by hand, beside what keeps everything. */
  readonly byHand?: readonly string[];
  readonly better?: (root: string) => void;
  /** For Tarstrap. */
  readonly options?: readonly string[];
  /** What the plan says before anything is written. */
  readonly said?: RegExp;
  /** What the result says of what did not land. */
  readonly lost?: RegExp;
}

export const tar = (...members: readonly (Member | readonly Member[])[]): Buffer => tarOfMembers(members.flat());
const merge =
  (...more: readonly Member[]): (() => Buffer) =>
  () =>
    tar(system(), more);
export const modules = [dir('./lib/modules'), dir('./lib/modules/6.1'), file('./lib/modules/6.1/modules.dep', 'dep')];
const CAPABILITY = Buffer.from('0100000200200000000000000000000000000000', 'hex');
/** The revision that tells whose root has them: of 0, that of the machine. */
const THIRD = Buffer.from('01000003', 'hex');
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

function incremental(folder: string): Buffer {
  const tree = mkdtempSync(join(folder, 'tree-'));
  execFileSync('tar', ['-xp', '-C', tree], { input: tar(system()) });
  return execFileSync('tar', ['-C', tree, '--format=gnu', '-g', join(folder, 'snapshot'), '-c', '.']);
}

const second = [dir('./usr/lib/modules'), file('./usr/lib/modules/modules.dep', 'x'.repeat(5000)), file('./etc/hostname', 'second\n')];

export const LANDING: Readonly<Record<string, Case>> = {
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
  'ACLs of bsdtar, whose mode has the digit of the group': {
    archive: merge(
      file('./etc/shared', 'x', { mode: 0o644, pax: { 'SCHILY.acl.access': 'user::rw-\nuser:1000:rw-\ngroup::r--\nmask::rw-\nother::r--\n' } }),
      file('./etc/private', 'x', { mode: 0o644, pax: { 'SCHILY.acl.access': 'user::rw-\ngroup::---\nother::---\n' } }),
    ),
  },
  'attributes that no filesystem here can hold': {
    archive: merge(file('./etc/nfs', 'x', { pax: { 'SCHILY.xattr.system.nfs4_acl': 'acl', 'SCHILY.xattr.security.capability': 'none' } })),
    lost: /etc\/nfs/,
  },
  "capabilities of this machine's own root": {
    archive: merge(
      file('./usr/bin/ping', 'ping', { mode: 0o755, pax: { 'SCHILY.xattr.security.capability': Buffer.concat([THIRD, Buffer.alloc(20)]).toString('latin1') } }),
    ),
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

/** With what is said of them, and options of Tarstrap. */
export const REFUSED: Readonly<Record<string, readonly [archive: () => Buffer, words: RegExp, options?: readonly string[]]>> = {
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
