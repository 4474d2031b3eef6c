import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cli, type CliResult, startCli } from '../lab/cli.ts';
import { leftovers, type Loop, makeLoop, sh, throttle, unthrottle } from '../lab/devices.ts';
import { makeRootfs } from '../lab/rootfs.ts';

/** The right thing is blamed: on real devices, mounts and namespaces. */

const MiB = 1024 ** 2;
let folder: string;
let archive: string;
const loops: Loop[] = [];
const mounts: string[] = [];

function drive(bytes = 512 * MiB): Loop {
  const loop = makeLoop(folder, bytes);
  loops.push(loop);
  return loop;
}

function mounted(device: string, ...options: readonly string[]): string {
  const at = mkdtempSync(join(folder, 'mount-'));
  sh('mount', ...options, device, at);
  mounts.push(at);
  return at;
}

beforeAll(() => {
  folder = mkdtempSync('/var/tmp/blame-');
  archive = makeRootfs(folder, { files: 100, bytes: 20 * MiB });
});
afterEach(() => {
  for (const at of mounts.splice(0).toReversed()) sh('umount', at);
  for (const loop of loops.splice(0)) loop.detach();
  expect(leftovers()).toEqual([]);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("the archive's medium", () => {
  it.each([
    ['plain', 'tar', []],
    ['gzip', 'tar.gz', ['gzip', '-1']],
    ['lz4, which says nothing of it', 'tar.lz4', ['lz4', '-q']],
  ] as const)('fails in the middle: %s', async (_, ending, packer) => {
    const big = makeRootfs(mkdtempSync(join(folder, 'big-')), { files: 10, bytes: 200 * MiB });
    const stick = drive(400 * MiB);
    sh('mkfs.ext4', '-q', '-F', stick.device);
    const there = mounted(stick.device);
    const path = join(there, `rootfs.${ending}`);
    execFileSync('sh', ['-c', `${packer.length > 0 ? `${packer.join(' ')} -c` : 'cat'} < ${big} > ${path}`]);
    sh('umount', there);
    sh('mount', '-o', 'ro', stick.device, there);
    const target = drive();
    throttle(target.number, 20 * MiB);
    try {
      const running = startCli(['flash', path, target.device, '--yes', '--json', '--mode', 'direct']);
      await running.event(({ type, ...rest }) => type === 'progress' && JSON.stringify(rest).includes('extract'));
      truncateSync(stick.file, 8 * MiB);
      execFileSync('dd', [`if=${path}`, 'iflag=nocache', 'count=0', 'status=none']);
      const { code, events } = await running.done;
      expect(code).toBe(74);
      expect(events.at(-1)).toMatchObject({ type: 'failed', failure: { code: 'archive-io', facts: { path } }, drive: 'incomplete' });
    } finally {
      unthrottle(target.number);
    }
  });
});

it('an archive that takes more memory than there may be is not damaged', async () => {
  const path = join(folder, 'wide.tar.zst');
  execFileSync('sh', ['-c', `zstd -q --ultra -1 --long=31 -c < ${archive} > ${path}`]);
  const { code, stderr } = await startCli(['inspect', path], ['sh', '-c', 'ulimit -v 2000000; exec "$@"', 'sh']).done;
  expectFailure({ code, stderr }, 69, /zstd needs more memory than there is for it here/);
});

describe('a card that somebody has mounted', () => {
  it.each([['rw'], ['ro']])('is verified through that mount, which stays as it is (%s)', async (option) => {
    const card = drive();
    expect(await cli('flash', archive, card.device, '--yes', '--verify', 'none')).toMatchObject({ code: 0 });
    const at = mounted(`${card.device}p1`, '-o', option);
    const before = sh('findmnt', '-no', 'OPTIONS', at);
    const { code, stderr, stdout } = await cli('verify', archive, card.device);
    expect({ code, said: `${stdout}${stderr}` }).toEqual({ code: 0, said: expect.stringContaining(`is mounted at ${at}`) });
    expect(sh('findmnt', '-no', 'OPTIONS', at)).toBe(before);
  });

  it('and what differs on it is found', async () => {
    const card = drive();
    await cli('flash', archive, card.device, '--yes', '--verify', 'none');
    const at = mounted(`${card.device}p1`);
    execFileSync('chmod', ['0700', `${at}/etc`]);
    expect(await cli('verify', archive, card.device)).toMatchObject({ code: 75 });
  });
});

/** A root as others have it. */
const AS = {
  'without CAP_SYS_ADMIN': ['setpriv', '--bounding-set=-sys_admin', '--inh-caps=-sys_admin'],
  'without CAP_MKNOD': ['setpriv', '--bounding-set=-mknod', '--inh-caps=-mknod'],
} as const;

function expectFailure({ code, stderr }: Pick<CliResult, 'code' | 'stderr'>, exit: number, words: RegExp): void {
  expect({ code, stderr }).toEqual({ code: exit, stderr: expect.stringMatching(words) });
  expect(stderr).not.toMatch(/ {4}at |Error: E[A-Z]+/);
}

describe('what root may not do is said', () => {
  it('of a user namespace', async () => {
    const namespace = ['unshare', '--user', '--map-root-user'];
    expectFailure(await startCli(['flash', archive, join(folder, 'never.img'), '--yes'], namespace).done, 69, /cannot run with few rights here/);
    const packed = join(folder, 'packed.tar.gz');
    writeFileSync(packed, gzipSync(readFileSync(archive)));
    expectFailure(await startCli(['flash', packed, join(folder, 'never.img'), '--yes'], namespace).done, 69, /cannot run with few rights here/);
  });

  it.each(Object.entries(AS))('%s', async (_, wrapper) => {
    const result = await startCli(['flash', archive, join(folder, 'never.img'), '--yes'], wrapper).done;
    expectFailure(result, 77, /Root has too few rights here.*\n(?:.*\n)*Nothing was written/);
  });

  it('in a chroot whose root is no mount point', async () => {
    const inside = `chroot_at=$(mktemp -d ${folder}/chroot-XXXX); chmod 755 ${folder} $chroot_at; for name in usr bin lib lib64 sbin etc proc sys dev var root run tmp; do [ -e /$name ] || continue
      if [ -L /$name ]; then cp -P /$name $chroot_at/$name; else mkdir $chroot_at/$name; mount --rbind /$name $chroot_at/$name; fi; done; exec chroot $chroot_at "$@"`;
    const result = await startCli(['flash', archive, '/tmp/never.img', '--yes'], ['unshare', '-m', 'sh', '-c', inside, 'sh']).done;
    expectFailure(result, 69, /The root folder here is not a mount point/);
  });
});

describe('/proc/sys is read-only, as in containers', () => {
  const READ_ONLY = ['unshare', '-m', 'sh', '-c', 'mount --bind /proc/sys /proc/sys && mount -o remount,bind,ro /proc/sys && exec "$@"', 'sh'];

  it.each([['full'], ['none']])('a folder is filled, and verified: %s', async (verify) => {
    const into = mkdtempSync(join(folder, 'into-'));
    expect(await startCli(['flash', archive, into, '--yes', '--verify', verify], READ_ONLY).done).toMatchObject({ code: 0 });
  });
});

describe('an image that its folder cannot hold', () => {
  it('is refused with its size', async () => {
    const small = drive(64 * MiB);
    sh('mkfs.ext4', '-q', '-F', '-b', '1024', '-O', '^extent,^64bit,^huge_file,^metadata_csum', small.device);
    const at = mounted(small.device);
    const result = await cli('flash', archive, join(at, 'card.img'), '--size', '20G', '--yes');
    expectFailure(result, 73, /The filesystem of .* cannot hold a file of 21\.5 GB.*\n(?:.*\n)*Nothing was written/);
  });

  it('is refused where there is no room for what it is to hold', async () => {
    const at = mkdtempSync(join(folder, 'tmpfs-'));
    sh('mount', '-t', 'tmpfs', '-o', 'size=3M', 'tmpfs', at);
    mounts.push(at);
    expectFailure(await cli('flash', archive, join(at, 'card.img'), '--yes'), 73, /not enough room in .*: .* are needed, 3\.1 MB are free/);
  });

  it('may have a name of 255 bytes', async () => {
    const at = join(folder, 'long');
    mkdirSync(at);
    expect(await cli('flash', archive, join(at, `${'x'.repeat(251)}.img`), '--yes', '--verify', 'none')).toMatchObject({ code: 0 });
  });
});
