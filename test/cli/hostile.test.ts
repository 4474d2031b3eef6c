import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cli, type CliResult, startCli, without } from '../lab/cli.ts';
import { leftovers, type Loop, makeLoop, sh } from '../lab/devices.ts';
import { makeRootfs } from '../lab/rootfs.ts';

const MiB = 1024 ** 2;
let folder: string;
let good: string;
const loops: Loop[] = [];

function drive(bytes = 512 * MiB, options: readonly string[] = []): Loop {
  const loop = makeLoop(folder, bytes, options);
  loops.push(loop);
  return loop;
}

/** A drive whose first sector tells whether anything was written to it. */
function markedDrive(bytes?: number): Loop {
  const loop = drive(bytes);
  const fd = openSync(loop.file, 'r+');
  writeSync(fd, 'nothing was written here');
  closeSync(fd);
  return loop;
}

function isUntouched(loop: Loop): boolean {
  sh('blockdev', '--flushbufs', loop.device);
  return readFileSync(loop.file).subarray(0, 24).toString() === 'nothing was written here';
}

beforeAll(() => {
  folder = mkdtempSync('/var/tmp/hostile-');
  chmodSync(folder, 0o755);
  good = makeRootfs(folder, { files: 200, bytes: 20_000_000 });
});

afterEach(() => {
  for (const loop of loops.splice(0)) loop.detach();
  expect(leftovers()).toEqual([]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: Buffer | string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function packed(program: string, name: string): Buffer {
  return execFileSync(program, ['-c'], { input: readFileSync(name), maxBuffer: 1e9 });
}

function half(data: Buffer): Buffer {
  return data.subarray(0, Math.floor(data.length / 2));
}

/** One whose GPT was overwritten, both copies of it. */
function image(name: string): string {
  const path = file(name, '');
  truncateSync(path, 64 * MiB);
  execFileSync('sfdisk', ['-q', '--no-tell-kernel', '--no-reread', path], { input: 'label: gpt\n,\n' });
  const fd = openSync(path, 'r+');
  for (const at of [600, 64 * MiB - 400]) writeSync(fd, Buffer.alloc(100, 7), 0, 100, at);
  closeSync(fd);
  return path;
}

/** A failure as the issue wants it: its exit code, a headline, what state the drive is in. */
function expectRefusal(result: CliResult, code: number, message: RegExp): void {
  expect({ code: result.code, text: result.stderr }).toEqual({ code, text: expect.stringMatching(message) });
  expect(result.stderr).toMatch(/Nothing was written to the target/);
}

describe('hostile and unlucky archives are refused before anything is written', () => {
  it.each([
    // Larger ones may be found out only when they are laid (`truncated.test.ts`).
    ['a truncated gzip', () => file('cut.tar.gz', packed('gzip', good).subarray(0, 3 * MiB)), 65, /cut short or damaged/],
    ['a truncated xz', () => file('cut.tar.xz', half(execFileSync('xz', ['-0', '-c', good], { maxBuffer: 1e9 }))), 65, /cut short or damaged/],
    ['a truncated zst', () => file('cut.tar.zst', half(packed('zstd', good))), 65, /cut short or damaged/],
    ['a plain tar that is cut in a member', () => file('cut.tar', half(readFileSync(good)).subarray(0, -1000)), 65, /cut short or damaged/],
    [
      'a gzip of something that is not tar',
      () => file('text.tar.gz', execFileSync('gzip', ['-c'], { input: 'no tar at all\n'.repeat(1000) })),
      65,
      /neither a tarball nor a disk image/,
    ],
    ['a disk image whose table is damaged', () => image('disk.img'), 65, /partition table of .* is damaged/],
    ['the same in xz', () => file('disk.img.xz', execFileSync('xz', ['-0', '-c', image('disk2.img')])), 65, /partition table of .* is damaged/],
    ['a zip', () => (execFileSync('zip', ['-q', join(folder, 'a.zip'), good]), join(folder, 'a.zip')), 65, /zip/i],
    ['an empty file', () => file('empty.tar', ''), 65, /is empty/],
    ['a directory as archive', () => folder, 65, /a folder/],
    ['no archive', () => join(folder, 'missing.tar'), 66, /There is no archive/],
    ['names that leave the target', () => unsafe(), 65, /outside of the target/],
  ])('%s', async (_what, make, code, message) => {
    const loop = markedDrive();
    expectRefusal(await cli('flash', make(), loop.device, '--yes'), code, message);
    expect(isUntouched(loop)).toBe(true);
  });

  function unsafe(): string {
    const path = join(folder, 'unsafe.tar');
    execFileSync('tar', ['-P', '--transform', 's,^.*/,../../,', '-cf', path, good]);
    return path;
  }

  it('a plain tarball named .tar.gz is taken for what it is', async () => {
    const loop = drive();
    expect((await cli('flash', file('plain.tar.gz', readFileSync(good)), loop.device, '--yes')).code).toBe(0);
  });

  it('an archive without read permission, as an ordinary user', async () => {
    const path = file('secret.tar', readFileSync(good));
    chmodSync(path, 0o600);
    const loop = markedDrive();
    const run = startCli(['flash', path, loop.device, '--yes'], ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']);
    expectRefusal(await run.done, 77, /may not read/);
    expect(isUntouched(loop)).toBe(true);
  });

  it('an ordinary user without root gets the command to run, and no prompt', async () => {
    const loop = markedDrive();
    const run = startCli(['flash', good, join(folder, 'x.img'), '--yes'], ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']);
    expectRefusal(await run.done, 77, /sudo .*cli\.js flash/);
    expect(isUntouched(loop)).toBe(true);
  });
});

describe('targets that cannot be are refused before anything is written', () => {
  it('a target that is too small', async () => {
    const loop = markedDrive(16 * MiB);
    expectRefusal(await cli('flash', good, loop.device, '--yes'), 73, /too small: .* are needed/);
    expect(isUntouched(loop)).toBe(true);
  });

  it('the system disk', async () => {
    const disk = sh('findmnt', '-no', 'SOURCE', '/').trim();
    expectRefusal(await cli('flash', good, disk, '--yes', '--allow-fixed'), 73, /is protected/);
  });

  it('a drive that is mounted elsewhere and in use, naming who uses it', async () => {
    const loop = drive();
    sh('mkfs.ext4', '-q', loop.device);
    const at = mkdtempSync(join(folder, 'in use '));
    sh('mount', loop.device, at);
    const user = spawn('sleep', ['600'], { cwd: at });
    try {
      expectRefusal(await cli('flash', good, loop.device, '--yes'), 73, /in use: .*sleep \(pid \d+\)/);
      expect(sh('findmnt', '-no', 'SOURCE', at).trim()).toBe(loop.device);
    } finally {
      user.kill();
      await new Promise((resolve) => user.once('close', resolve));
      sh('umount', at);
    }
  });

  it('but a drive that is only mounted is unmounted, as the plan says', async () => {
    const loop = drive();
    sh('mkfs.ext4', '-q', loop.device);
    const at = mkdtempSync(join(folder, 'idle '));
    sh('mount', loop.device, at);
    const result = await cli('flash', good, loop.device, '--yes');
    expect(result.stderr).toMatch(/Unmount /);
    expect(result.code).toBe(0);
    expect(readFileSync('/proc/mounts', 'latin1')).not.toContain(loop.device);
  });

  it('a read-only target', async () => {
    const loop = drive(512 * MiB, ['--read-only']);
    expectRefusal(await cli('flash', good, loop.device, '--yes'), 73, /read-only/);
  });

  it.each([
    ['/dev/no-such-drive', 66, /There is no target/],
    ['/dev/null', 66, /cannot be a target/],
    ['/', 73, /protected/],
    ['/nowhere/at/all.img', 66, /There is no target/],
  ])('%s', async (target, code, message) => {
    expectRefusal(await cli('flash', good, target, '--yes', '--allow-fixed'), code, message);
  });

  it('a missing mkfs', async () => {
    const loop = markedDrive();
    const run = startCli(['flash', good, loop.device, '--yes', '--fs', 'xfs'], without('mkfs.xfs'));
    expectRefusal(await run.done, 69, /mkfs\.xfs is missing.*\n?.*xfsprogs/s);
    expect(isUntouched(loop)).toBe(true);
  });

  it('without --yes and without a terminal nobody is asked', async () => {
    const loop = markedDrive();
    expectRefusal(await cli('flash', good, loop.device), 64, /Nobody has confirmed/);
    expect(isUntouched(loop)).toBe(true);
  });

  it('--json: what is refused before the job is one event, too', async () => {
    const result = await cli('flash', folder, join(folder, 'x.img'), '--json');
    expect(result.events).toEqual([
      expect.objectContaining({ type: 'failed', drive: 'untouched', failure: expect.objectContaining({ code: 'archive-not-a-file' }) }),
    ]);
  });

  it.each([
    [['flash', 'only-one'], /Expected ARCHIVE\|IMAGE and TARGET/],
    [['flash', 'a', 'b', '--fs', 'ntfs'], /--fs is one of ext4, xfs, btrfs/],
    [['flash', 'a', 'b', '--size', 'big'], /--size takes a size/],
    [['flash', 'a', 'b', '--layout', 'nope'], /There is no layout/],
    [['flash', 'a', 'b', '--no-such-option'], /There is no option --no-such-option/],
    [['dance'], /There is no command/],
  ])('usage: %j', async (args, message) => {
    const result = await cli(...args);
    expect(result.code).toBe(64);
    expect(result.stderr).toMatch(message);
  });

  it('an old image stays as it was when the new one cannot be made', async () => {
    const old = file('old.img', 'the image of last week');
    const result = await cli('flash', good, old, '--yes', '--size', '20M');
    expectRefusal(result, 73, /too small/);
    expect(readFileSync(old, 'utf8')).toBe('the image of last week');
    expect(statSync(old).size).toBe(22);
  });
});
