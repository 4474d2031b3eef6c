import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, linkSync, mkdirSync, openSync, symlinkSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { makeAsar } from './asar.ts';
import { sh } from './devices.ts';

/** A root filesystem with everything that tarballs are known to lose, as archive. */
export function makeTorture(folder: string): string {
  const tree = join(folder, 'torture');
  for (const name of ['etc', 'usr/bin', 'usr/lib', 'home/user', 'dev', 'deep', 'opt/code/resources']) mkdirSync(join(tree, name), { recursive: true });
  fill(tree);
  const archive = join(folder, 'torture.tar');
  const flags = ['--format=posix', '--sparse', '--acls', '--xattrs', '--xattrs-include=*', '--numeric-owner'];
  execFileSync('tar', ['-C', tree, ...flags, '-cf', archive, '.']);
  return archive;
}

function fill(tree: string): void {
  const at = (name: string): string => join(tree, name);
  writeFileSync(at('etc/os-release'), 'PRETTY_NAME="Torture 1"\n');
  writeFileSync(at('etc/fstab'), '# a comment\n/dev/sda1 / ext4 defaults 0 1\nproc /proc proc defaults 0 0\n');
  writeFileSync(at('usr/bin/setuid'), '#!/bin/sh\n');
  chmodSync(at('usr/bin/setuid'), 0o6755);
  writeFileSync(at('usr/bin/capable'), 'capable');
  sh('setcap', 'cap_net_raw,cap_net_admin+ep', at('usr/bin/capable'));
  mkdirSync(at('tmp'));
  chmodSync(at('tmp'), 0o1777);
  writeFileSync(at('home/user/xattr'), 'attributes');
  sh('setfattr', '-n', 'user.note', '-v', 'kept', at('home/user/xattr'));
  sh('setfattr', '-n', 'trusted.secret', '-v', '0x00ff10', at('home/user/xattr'));
  sh('setfacl', '-m', 'u:1234:rwx,g:4321:r', at('home/user/xattr'));
  sh('setfacl', '-d', '-m', 'u:1234:rwx', at('home/user'));
  sh('chown', '2100000:3000000000', at('home/user/xattr'));
  linkSync(at('home/user/xattr'), at('usr/lib/hard-link'));
  writeSparse(at('usr/lib/sparse'));
  sh('mknod', at('dev/console'), 'c', '5', '1');
  sh('mknod', at('dev/sda'), 'b', '8', '300');
  sh('mkfifo', at('dev/pipe'));
  writeFileSync(at(`home/${'n'.repeat(200)}`), 'long name');
  writeFileSync(Buffer.concat([Buffer.from(at('home/new\nline "q" \\ ')), Buffer.from([0xff, 0xc3, 0xa9])]), 'odd name');
  mkdirSync(at(`deep/${'d/'.repeat(60)}`), { recursive: true });
  symlinkSync('loop-b', at('home/loop-a'));
  symlinkSync('loop-a', at('home/loop-b'));
  symlinkSync('usr/bin', at('bin'));
  symlinkSync('/absolute/elsewhere', at('home/absolute'));
  writeFileSync(at('home/old'), 'old');
  sh('touch', '-d', '1969-06-07 08:09:10.123456789', at('home/old'));
  sh('touch', '-h', '-d', '2001-02-03 04:05:06.789012345', at('home/loop-a'));
  writeFileSync(at('home/nano'), 'nano');
  sh('touch', '-d', '2020-01-01 00:00:00.000000001', at('home/nano'));
  writeFileSync(at('home/random'), randomBytes(3_000_000));
  // Any app of Electron's brings one; the other has the name only.
  writeFileSync(at('opt/code/resources/app.asar'), makeAsar('main.js', 'an app'));
  writeFileSync(at('opt/code/resources/bogus.asar'), 'no archive');
}

/** 64 MiB of which three places hold data. */
function writeSparse(path: string): void {
  const fd = openSync(path, 'w');
  for (const offset of [0, 30_000_000, 64 * 1024 ** 2 - 5]) writeSync(fd, 'data!', offset);
  closeSync(fd);
}
