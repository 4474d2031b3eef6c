import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectFailed, listed, noise, openCaptureLab } from '../lab/captured.ts';
import { cli, startCli, without } from '../lab/cli.ts';
import { sh } from '../lab/devices.ts';
import { portrait } from '../lab/portrait.ts';
import { makeTorture } from '../lab/torture.ts';

/** The way back: real trees on real drives become archives. */

const MiB = 1024 ** 2;
const { path, undo, drive, mounted, place, onto, tree } = openCaptureLab('capture');
// Every ext4 has a lost+found of its own.
const OURS = ['--reproducible', '--with', 'proc,sys,dev,run,tmp,caches,swap'];

let torture: string;
beforeAll(() => {
  makeTorture(path(''));
  torture = path('torture');
}, 60_000);

describe('a tree of everything that tarballs lose', () => {
  it('is the same when it is unpacked', async () => {
    const archive = join(place(), 'torture.tar.zst');
    expect(await cli('capture', torture, archive, '--with', 'all', '--json')).toMatchObject({ code: 0, stderr: '' });
    expect(statSync(archive).mode & 0o777).toBe(0o600);
    const at = mkdtempSync(path('unpacked-'));
    execFileSync('tar', ['-C', at, '--xattrs', '--xattrs-include=*', '--acls', '--numeric-owner', '-xpaf', archive]);
    expect(portrait(at)).toEqual(portrait(torture));
  });

  it.each(['tar', 'tar.gz', 'tar.xz', 'tar.zst', 'tar.lz4'])('as .%s: twice the same file', async (ending) => {
    const folder = place();
    const [one, two] = ['one', 'two'].map((name) => join(folder, `${name}.${ending}`)) as [string, string];
    for (const archive of [one, two]) expect(await cli('capture', torture, archive, ...OURS)).toMatchObject({ code: 0 });
    expect(readFileSync(one).equals(readFileSync(two))).toBe(true);
    expect(listed(one)).toEqual(listed(one).toSorted((a, b) => (a.replaceAll('/', ' ') < b.replaceAll('/', ' ') ? -1 : 1)));
  });

  it.each([['ext4'], ['xfs'], ['btrfs']])(
    'flashed to %s and captured again it is the same archive',
    async (filesystem) => {
      const folder = place();
      const [first, second, third] = ['first', 'second', 'third'].map((name) => join(folder, `${name}.tar`)) as [string, string, string];
      const { device } = drive();
      expect(await cli('capture', torture, first, ...OURS)).toMatchObject({ code: 0 });
      for (const [from, to] of [
        [first, second],
        [second, third],
      ] as const) {
        expect(await cli('flash', from, device, '--fs', filesystem, '--fstab', 'keep', '--yes')).toMatchObject({ code: 0 });
        expect(await cli('capture', device, to, ...OURS)).toMatchObject({ code: 0, stderr: expect.not.stringContaining('tarstrap: ') });
      }
      expect(readFileSync(third).equals(readFileSync(second))).toBe(true);
      // The tree lies on an ext4; other filesystems have the holes of a sparse file in other places.
      if (filesystem === 'ext4') expect(readFileSync(second).equals(readFileSync(first))).toBe(true);
    },
    120_000,
  );
});

describe('what is captured', () => {
  it('leaves out what is no part of a system, and says so', async () => {
    const from = tree({
      'etc/machine-id': 'me',
      'proc/x': '',
      'sys/x': '',
      'dev/x': '',
      'run/x/y': '',
      'tmp/x': '',
      'lost+found/x': '',
      'var/cache/apt/archives/a.deb': 'deb',
      'var/cache/apt/pkgcache.bin': '',
      'var/cache/other/x': '',
      'var/log/syslog': 'log',
      'var/log/nginx/access.log': '',
      'home/me/tmp/proc/x': '',
      'home/me/.bash_history': 'rm',
      'etc/ssh/ssh_host_rsa_key': '',
      'etc/ssh/sshd_config': '',
    });
    writeFileSync(join(from, 'swapfile'), Buffer.alloc(64 * 1024));
    chmodSync(join(from, 'swapfile'), 0o600);
    sh('mkswap', '-q', join(from, 'swapfile'));
    writeFileSync(join(from, 'secret'), Buffer.alloc(64 * 1024), { mode: 0o600 });
    const folder = place();
    const usual = join(folder, 'usual.tar.gz');
    const result = await cli('capture', from, usual);
    expect(result).toMatchObject({ code: 0, stderr: expect.stringMatching(/Left out: .*what is in \/proc \(1 name/) });
    const names = listed(usual);
    expect(names).toEqual(
      expect.arrayContaining(['./proc/', './run/', './var/cache/apt/archives/', './var/cache/other/x', './home/me/tmp/proc/x', './secret']),
    );
    expect(names.filter((name) => /^\.\/(?:proc|sys|dev|run|tmp)\/./.test(name))).toEqual([]);
    for (const name of ['./lost+found/', './swapfile', './var/cache/apt/archives/a.deb', './var/cache/apt/pkgcache.bin']) expect(names).not.toContain(name);
    expect(names).toEqual(expect.arrayContaining(['./etc/machine-id', './var/log/syslog', './home/me/.bash_history', './etc/ssh/ssh_host_rsa_key']));

    const given = join(folder, 'given.tar');
    expect(await cli('capture', from, given, '--without', 'all', '--with', 'tmp,swap')).toMatchObject({ code: 0 });
    const few = listed(given);
    expect(few).toEqual(expect.arrayContaining(['./tmp/x', './swapfile', './var/log/nginx/', './etc/ssh/sshd_config']));
    for (const name of ['./etc/machine-id', './var/log/syslog', './home/me/.bash_history', './etc/ssh/ssh_host_rsa_key']) expect(few).not.toContain(name);
  });

  it('is one filesystem: what is mounted in a folder stays out, and its mount point is there', async () => {
    const from = tree({ 'etc/x': '', 'mnt/': '' });
    sh('mount', '-t', 'tmpfs', 'none', join(from, 'mnt'));
    undo(() => sh('umount', join(from, 'mnt')));
    writeFileSync(join(from, 'mnt/inside'), '');
    const archive = join(place(), 'one.tar');
    expect(await cli('capture', from, archive)).toMatchObject({
      code: 0,
      stderr: expect.stringContaining(`Left out: what is mounted inside, at ${from}/mnt.`),
    });
    expect(listed(archive)).toEqual(['./', './etc/', './etc/x', './mnt/']);
  });

  it('is of a drive its root, and what its fstab mounts from the same drive', async () => {
    const loop = drive();
    execFileSync('sfdisk', ['-q', '--no-tell-kernel', '--no-reread', loop.device], { input: 'label: gpt\nsize=50MiB\nsize=100MiB\nsize=200MiB\n' });
    sh('partx', '-u', loop.device);
    const parts = [1, 2, 3].map((number) => `${loop.device}p${number}`) as [string, string, string];
    for (const part of parts) sh('mkfs.ext4', '-q', '-F', part);
    const [boot, root, home] = parts;
    const uuid = sh('blkid', '-p', '-s', 'UUID', '-o', 'value', home).trim();
    onto(root, (at) => {
      for (const name of ['etc', 'usr', 'boot', 'home']) mkdirSync(join(at, name));
      // By UUID; and by nodes, as the board calls them.
      writeFileSync(join(at, 'etc/fstab'), `/dev/mmcblk0p2 / ext4\n/dev/mmcblk0p1 /boot ext4\nUUID=${uuid} /home ext4\n`);
    });
    onto(boot, (at) => writeFileSync(join(at, 'kernel'), 'kernel'));
    onto(home, (at) => writeFileSync(join(at, 'me'), 'me'));
    const archive = join(place(), 'drive.tar.zst');
    const names = ['./', './boot/', './boot/kernel', './etc/', './etc/fstab', './home/', './home/me', './usr/'];
    expect(await cli('capture', loop.device, archive)).toMatchObject({ code: 0 });
    expect(listed(archive)).toEqual(names);
    for (const part of parts) mounted(part);
    expect(await cli('capture', loop.device, archive, '--yes')).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/is mounted at .*, and is read through that mount/),
    });
    expect(listed(archive)).toEqual(names);
    expect(await cli('capture', home, archive, '--yes', '--json')).toMatchObject({ code: 0 });
    expect(listed(archive)).toEqual(['./', './me']);
  });

  it('can be a disk image, which stays as it is', async () => {
    const image = path('card.img');
    writeFileSync(image, '');
    truncateSync(image, 64 * MiB);
    sh('mkfs.ext4', '-q', '-F', '-d', tree({ 'etc/x': 'x', 'usr/y': 'y' }), image);
    const before = readFileSync(image);
    const archive = join(place(), 'image.tar.zst');
    expect(await cli('capture', image, archive)).toMatchObject({ code: 0 });
    expect(listed(archive)).toEqual(['./', './etc/', './etc/x', './usr/', './usr/y']);
    expect(readFileSync(image).equals(before)).toBe(true);
  });

  it('keeps names of one inode together, and leaves sockets out', async () => {
    const from = tree({ 'b/file': 'one' });
    linkSync(join(from, 'b/file'), join(from, 'a-link'));
    sh('python3', '-c', 'import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])', join(from, 'socket'));
    const archive = join(place(), 'links.tar');
    expect(await cli('capture', from, archive)).toMatchObject({ code: 0, stderr: expect.stringContaining('Left out: 1 socket (socket)') });
    expect(execFileSync('tar', ['-tvf', archive], { encoding: 'utf8' })).toContain('./b/file link to ./a-link');
  });

  it('says of an ext4 or xfs that was not unmounted that its journal is not read', async () => {
    for (const mkfs of [
      ['mkfs.ext4', '-q', '-F'],
      ['mkfs.xfs', '-q', '-f'],
    ] as const) {
      const loop = drive();
      sh(mkfs[0], ...mkfs.slice(1), loop.device);
      const copy = path('unclean.img');
      onto(loop.device, (at) => {
        mkdirSync(join(at, 'etc'));
        sh('sync', '-f', at);
        sh('cp', '--sparse=always', loop.file, copy);
      });
      const archive = join(place(), 'unclean.tar');
      expect(await cli('capture', copy, archive)).toMatchObject({ code: 0, stderr: expect.stringMatching(/was not unmounted when it was last used/) });
      rmSync(copy);
      expect((await cli('capture', loop.device, archive, '--yes')).stderr).not.toMatch(/was not unmounted/);
    }
  });
});

describe('what is refused', () => {
  it.each([
    [['/', 'x.tar'], 73, 'source-live'],
    [['nowhere', 'x.tar'], 66, 'source-missing'],
    [['/dev/null', 'x.tar'], 66, 'source-unsuitable'],
    [['empty.img', 'x.tar'], 66, 'source-unsuitable'],
    [['packed.img', 'x.tar'], 66, 'source-unsuitable'],
    [['random.img', 'x.tar'], 65, 'source-no-filesystem'],
    [['luks.img', 'x.tar'], 65, 'source-no-filesystem'],
    [['tree', 'nowhere/x.tar'], 66, 'archive-no-folder'],
    [['tree', 'tree'], 66, 'archive-not-a-name'],
    [['tree', '/dev/null'], 66, 'archive-not-a-name'],
    [['tree', '/dev/sdz'], 66, 'archive-not-a-name'],
    [['tree', '-'], 66, 'archive-not-a-name'],
    [['tree', 'there.tar'], 64, 'archive-not-replaced'],
    [['tree', 'link.tar', '--yes'], 66, 'archive-not-a-name'],
    [['tree', 'x.tar.bz2'], 64, 'usage'],
    [['tree', 'x.tar.gz', '--compress', 'xz'], 64, 'usage'],
    [['tree', 'x.tar', '--with', 'everything'], 64, 'usage'],
    [['random.img', 'random.img', '--yes'], 73, 'archive-is-source'],
  ])('capture %j', async (args, exit, code) => {
    const at = place();
    mkdirSync(join(at, 'tree'));
    for (const name of ['empty.img', 'there.tar']) writeFileSync(join(at, name), '');
    symlinkSync('nowhere', join(at, 'link.tar'));
    writeFileSync(join(at, 'packed.img'), execFileSync('gzip', ['-c'], { input: 'an image' }));
    writeFileSync(join(at, 'random.img'), noise(MiB));
    writeFileSync(
      join(at, 'luks.img'),
      Buffer.concat([
        Buffer.from('LUKS\xba\xbe\x00\x01', 'latin1'),
        Buffer.from('aes'.padEnd(32, '\0')),
        Buffer.from('xts-plain64'.padEnd(32, '\0')),
        Buffer.from('sha256'.padEnd(32, '\0')),
        Buffer.alloc(4 * MiB),
      ]),
    );
    const before = readdirSync(at).toSorted();
    const result = await startCli([...args, '--json'].toSpliced(0, 0, 'capture'), ['sh', '-c', 'cd "$0"; exec "$@"', at]).done;
    expectFailed(result, exit, code);
    expect(readdirSync(at).toSorted()).toEqual(before);
    expect(statSync(join(at, 'there.tar')).size).toBe(0);
  });

  it('a program that is missing is named with its package', async () => {
    const result = await startCli(['capture', torture, join(place(), 'x.tar.lz4'), '--json'], without('lz4')).done;
    expectFailed(result, 69, 'tool-missing', { tool: 'lz4', package: 'lz4' });
  });

  it('needs no python3', async () => {
    const archive = join(place(), 'x.tar.zst');
    for (const more of [[], ['--yes']]) expect(await startCli(['capture', torture, archive, ...more], without('python3')).done).toMatchObject({ code: 0 });
  });

  it('shows the plan, and does nothing', async () => {
    const archive = join(place(), 'plan.tar.zst');
    const { code, stdout } = await cli('capture', torture, archive, '--dry-run');
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/Leave out what is in \/proc.*As commands:.*--sort=name.*\| zstd -q -c -T0 -3/s),
    });
    expect(existsSync(archive)).toBe(false);
  });
});
