import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cli, startCli } from '../lab/cli.ts';
import { leftovers, type Loop, makeLoop, sh } from '../lab/devices.ts';
import { portrait } from '../lab/portrait.ts';
import { makeTorture } from '../lab/torture.ts';

const MiB = 1024 ** 2;

describe('fidelity: a torture tarball lands identically', () => {
  let folder: string;
  let archive: string;
  let loop: Loop;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'torture-'));
    archive = makeTorture(folder);
    return () => rmSync(folder, { recursive: true, force: true });
  });

  beforeEach(() => {
    loop = makeLoop(folder, 512 * MiB);
  });

  afterEach(() => loop.detach());

  function landed(device: string): string[] {
    const at = mkdtempSync(join(folder, 'mnt-'));
    sh('mount', '-o', 'ro,noload', device, at);
    try {
      return portrait(at);
    } finally {
      sh('umount', at);
    }
  }

  it.each(['direct', 'staged'])('on ext4, %s, and verification agrees', async (mode) => {
    const result = await cli('flash', archive, loop.device, '--yes', '--mode', mode, '--json');
    expect(result.stderr).toBe('');
    expect(result.code).toBe(0);
    expect(landed(`${loop.device}p1`)).toEqual(portrait(join(folder, 'torture')));
    expect((await cli('verify', archive, loop.device)).code).toBe(0);
    expect(leftovers()).toEqual([]);
  });

  it.each([
    ['content', (root: string) => sh('sh', '-c', `printf X | dd of=${root}/home/random bs=1 seek=1000000 conv=notrunc status=none`), /random/],
    ['mode', (root: string) => sh('chmod', '0755', `${root}/usr/bin/setuid`), /setuid.*mode 755 instead of 6755/],
    ['owner', (root: string) => sh('chown', '-h', '5', `${root}/home/loop-a`), /loop-a: belongs to 5:0/],
    ['link target', (root: string) => sh('ln', '-sfn', 'elsewhere', `${root}/bin`), /bin: points elsewhere/],
    ['capability', (root: string) => sh('setcap', '-r', `${root}/usr/bin/capable`), /capable: lacks security\.capability/],
    ['ACL', (root: string) => sh('setfacl', '-m', 'u:1234:r', `${root}/home/user/xattr`), /(xattr|hard-link): has another ACL/],
    ['extra file', (root: string) => sh('touch', `${root}/deep/planted`), /deep\/planted: is not in the archive/],
    ['missing file', (root: string) => sh('rm', `${root}/home/old`), /old: is missing/],
    ['hard link', (root: string) => sh('sh', '-c', `cd ${root}/usr/lib && cp -p hard-link h && mv h hard-link`), /hard-link/],
    ['folder time', (root: string) => sh('touch', '-d', '2000-01-01', `${root}/deep/d`), /deep\/d: has another modification time/],
    ['fstab', (root: string) => sh('sh', '-c', `echo '/dev/sdz9 /x ext4 defaults 0 0' >> ${root}/etc/fstab`), /fstab/],
  ])('a changed %s is found by verify', async (_what, change, message) => {
    await cli('flash', archive, loop.device, '--yes', '--mode', 'direct', '--verify', 'none');
    const at = join(folder, 'changed');
    mkdirSync(at, { recursive: true });
    sh('mount', `${loop.device}p1`, at);
    try {
      change(at);
    } finally {
      sh('umount', at);
    }
    const result = await cli('verify', archive, loop.device);
    expect(result.code).toBe(75);
    expect(result.stderr).toMatch(message);
    expect(leftovers()).toEqual([]);
  });

  it('an ACL that is packed as a plain xattr, as mmdebstrap does, lands as well', async () => {
    const tree = join(folder, 'raw');
    mkdirSync(join(tree, 'var/log/journal'), { recursive: true });
    sh('setfacl', '-m', 'g:4:rx,d:g:4:rx', join(tree, 'var/log/journal'));
    const raw = join(folder, 'raw.tar');
    execFileSync('tar', ['--format=posix', '--xattrs', '--xattrs-include=*', '-C', tree, '-cf', raw, '.']);
    const result = await cli('flash', raw, loop.device, '--yes', '--mode', 'direct', '--json');
    expect({ code: result.code, stderr: result.stderr }).toEqual({ code: 0, stderr: '' });
    const acl = (root: string): string => sh('getfacl', '--omit-header', join(root, 'var/log/journal'));
    const at = mkdtempSync(join(folder, 'mnt-'));
    sh('mount', '-o', 'ro,noload', `${loop.device}p1`, at);
    try {
      expect(acl(at)).toContain('default:group:adm:r-x');
      expect(acl(at)).toBe(acl(tree));
    } finally {
      sh('umount', at);
    }
    expect((await cli('verify', raw, loop.device)).code).toBe(0);
  });

  it("an archive of nothing but root's lands as it is, in whatever group root works", async () => {
    const tree = join(folder, 'roots');
    for (const name of ['shared/inner', 'closed']) mkdirSync(join(tree, name), { recursive: true });
    for (const name of ['shared/file', 'shared/inner/file', 'closed/key', 'program']) writeFileSync(join(tree, name), name);
    sh('chmod', '3775', join(tree, 'shared'));
    sh('chmod', '0700', join(tree, 'closed'));
    sh('chmod', '0000', join(tree, 'closed/key'));
    sh('chmod', '6711', join(tree, 'program'));
    sh('mkfifo', '-m', '622', join(tree, 'shared/pipe'));
    sh('mknod', '-m', '666', join(tree, 'shared/null'), 'c', '1', '3');
    sh('ln', '-s', 'file', join(tree, 'shared/link'));
    const roots = join(folder, 'roots.tar');
    execFileSync('tar', ['--format=posix', '--owner=0', '--group=0', '-C', tree, '-cf', roots, '.']);
    const { code, stderr } = await startCli(['flash', roots, loop.device, '--yes', '--mode', 'direct', '--json'], ['setpriv', '--regid=4', '--keep-groups'])
      .done;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(landed(`${loop.device}p1`)).toEqual(portrait(tree));
  });

  it('absolute names and a member that comes twice are verified as they were unpacked', async () => {
    const tree = join(folder, 'twice');
    mkdirSync(join(tree, 'etc'), { recursive: true });
    writeFileSync(join(tree, 'etc/capable'), 'first');
    const twice = join(folder, 'twice.tar');
    const flags = ['--format=posix', '--xattrs', '--xattrs-include=*', '-P', '-C', tree, '--transform', 's,^,/,'];
    execFileSync('tar', [...flags, '-cf', twice, 'etc']);
    writeFileSync(join(tree, 'etc/capable'), 'second, and longer');
    sh('setcap', 'cap_net_raw+ep', join(tree, 'etc/capable'));
    execFileSync('tar', [...flags, '-rf', twice, 'etc/capable']);
    const result = await cli('flash', twice, loop.device, '--yes', '--mode', 'direct', '--json');
    expect({ code: result.code, stderr: result.stderr }).toEqual({ code: 0, stderr: '' });
    const at = mkdtempSync(join(folder, 'mnt-'));
    sh('mount', `${loop.device}p1`, at);
    sh('setcap', '-r', `${at}/etc/capable`);
    sh('umount', at);
    expect(await cli('verify', twice, loop.device)).toMatchObject({ code: 75, stderr: expect.stringMatching(/capable: lacks security\.capability/) });
  });
});
