import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cli, startCli } from '../lab/cli.ts';
import { leftovers, type Loop, makeLoop, sh } from '../lab/devices.ts';
import { makeRootfs } from '../lab/rootfs.ts';

const MiB = 1024 ** 2;
let folder: string;
let archive: string;
const loops: Loop[] = [];

beforeAll(() => {
  folder = mkdtempSync('/var/tmp/targets-');
  chmodSync(folder, 0o755);
  archive = makeRootfs(folder, { files: 500, bytes: 30_000_000 });
});

afterEach(() => {
  for (const loop of loops.splice(0)) loop.detach();
  expect(leftovers()).toEqual([]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function drive(bytes = 700 * MiB): Loop {
  const loop = makeLoop(folder, bytes);
  loops.push(loop);
  return loop;
}

/** A drive with one partition, known to the kernel. */
function partition(): string {
  const { device } = drive();
  sh('sh', '-c', `echo 'label: gpt\n,' | sfdisk -q --no-tell-kernel --no-reread ${device} && partx -u ${device}`);
  return `${device}p1`;
}

function mounted<T>(device: string, look: (at: string) => T): T {
  const at = mkdtempSync(join(folder, 'mnt-'));
  sh('mount', device, at);
  try {
    return look(at);
  } finally {
    sh('umount', at);
  }
}

describe('whole drives', () => {
  it.each([
    ['ext4', 'direct'],
    ['ext4', 'staged'],
    ['xfs', 'direct'],
    ['btrfs', 'direct'],
    ['btrfs', 'staged'],
  ])('%s, %s: flashed, verified in full, and the partition carries the label and UUID of the fstab', async (fs, mode) => {
    const { device } = drive();
    const result = await cli('flash', archive, device, '--yes', '--fs', fs, '--mode', mode, '--label', 'my-root', '--json');
    expect({ code: result.code, stderr: result.stderr }).toEqual({ code: 0, stderr: '' });
    const tags = sh('blkid', '-p', '-o', 'export', `${device}p1`);
    expect(tags).toMatch(new RegExp(`^TYPE=${fs}$`, 'm'));
    expect(tags).toMatch(/^LABEL=my-root$/m);
    const uuid = /^UUID=(.+)$/m.exec(tags)?.[1];
    const fstab = mounted(`${device}p1`, (at) => readFileSync(join(at, 'etc/fstab'), 'utf8'));
    expect(fstab).toContain(`UUID=${uuid} / ${fs} `);
    expect(fstab).toContain('#tarstrap# /dev/sda1 / ext4');
  });

  it('leaves a filesystem without errors on a drive that was full of junk, staged', async () => {
    const { device } = drive(300 * MiB);
    sh('sh', '-c', `yes junk | dd of=${device} bs=1M status=none 2>/dev/null || true`);
    expect((await cli('flash', archive, device, '--yes', '--mode', 'staged')).code).toBe(0);
    expect(sh('e2fsck', '-fn', `${device}p1`)).toMatch(/rootfs: \d+\/\d+ files/);
    mounted(`${device}p1`, (at) => writeFileSync(join(at, 'written-afterwards'), 'x'));
    expect(sh('e2fsck', '-fn', `${device}p1`)).toMatch(/rootfs: \d+\/\d+ files/);
  });

  it.each(['quick', 'none'])('--verify %s', async (verify) => {
    const result = await cli('flash', archive, drive().device, '--yes', '--verify', verify, '--json');
    expect(result.events.at(-1)).toMatchObject({ type: 'finished', summary: { verified: verify } });
  });
});

describe('drives with sectors of 4096 bytes', () => {
  it.each(['direct', 'staged'])('%s', async (mode) => {
    const loop = makeLoop(folder, 700 * MiB, ['--sector-size', '4096']);
    loops.push(loop);
    const result = await cli('flash', archive, loop.device, '--yes', '--mode', mode, '--json');
    expect({ code: result.code, stderr: result.stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(sh('sfdisk', '--json', loop.device))).toMatchObject({ partitiontable: { sectorsize: 4096, partitions: [{ start: 256 }] } });
  });
});

describe('partitions', () => {
  it('a drive that is mounted between choice and first write is refused, and not written', async () => {
    const loop = drive();
    const run = startCli(['flash', archive, loop.device, '--yes', '--mode', 'staged', '--json']);
    await run.event((event) => event.type === 'phase' && event.phase === 'extract');
    // Something is mounted from it while the stage is filled: no locking of ours can keep root from that.
    sh('mkfs.ext4', '-q', loop.device);
    const at = mkdtempSync(join(folder, 'meanwhile-'));
    sh('mount', loop.device, at);
    const result = await run.done;
    sh('umount', at);
    expect(result.code).toBe(73);
    expect(result.events.at(-1)).toMatchObject({ type: 'failed', drive: 'untouched' });
    expect(sh('blkid', '-p', '-o', 'value', '-s', 'TYPE', loop.device).trim()).toBe('ext4');
  });

  it('is formatted by default, and the table stays as it is', async () => {
    const device = partition();
    const table = sh('sfdisk', '--dump', device.replace(/p1$/, ''));
    expect((await cli('flash', archive, device, '--yes')).code).toBe(0);
    expect(mounted(device, (at) => readdirSync(at))).toContain('etc');
    expect(sh('sfdisk', '--dump', device.replace(/p1$/, ''))).toBe(table);
  });

  it('keeps its filesystem and what is on it with --layout none', async () => {
    const device = partition();
    sh('mkfs.ext4', '-q', '-L', 'kept', device);
    mounted(device, (at) => writeFileSync(join(at, 'mine'), 'mine'));
    const result = await cli('flash', archive, device, '--yes', '--layout', 'none', '--json');
    expect({ code: result.code, stderr: result.stderr }).toEqual({ code: 0, stderr: '' });
    expect(mounted(device, (at) => [readFileSync(join(at, 'mine'), 'utf8'), readdirSync(at).includes('usr')])).toEqual(['mine', true]);
    expect(sh('blkid', '-p', '-o', 'value', '-s', 'LABEL', device).trim()).toBe('kept');
  });

  it('with a link on it that leads out is refused with --layout none, and nothing is written outside', async () => {
    const outside = mkdtempSync(join(folder, 'outside-'));
    const device = partition();
    sh('mkfs.ext4', '-q', device);
    mounted(device, (at) => symlinkSync(outside, join(at, 'etc')));
    const result = await cli('flash', archive, device, '--yes', '--layout', 'none');
    expect({ code: result.code, stderr: result.stderr }).toEqual({ code: 73, stderr: expect.stringMatching(/links that lead out of it/) });
    expect(readdirSync(outside)).toEqual([]);
  });
});

describe('folders', () => {
  it('are filled in place and verified', async () => {
    const target = mkdtempSync(join(folder, 'target-'));
    const result = await cli('flash', archive, target, '--yes', '--json');
    expect({ code: result.code, stderr: result.stderr }).toEqual({ code: 0, stderr: '' });
    expect(readFileSync(join(target, 'etc/os-release'), 'utf8')).toMatch(/Test Linux/);
    expect((await cli('verify', archive, target)).code).toBe(0);
  });

  it('with a mount inside are refused', async () => {
    const target = mkdtempSync(join(folder, 'target-'));
    const inside = mkdtempSync(join(target, 'mounted-'));
    sh('mount', '-t', 'tmpfs', 'x', inside);
    const result = await cli('flash', archive, target, '--yes');
    sh('umount', inside);
    expect({ code: result.code, stderr: result.stderr }).toEqual({ code: 73, stderr: expect.stringMatching(/mounted inside it/) });
  });

  it('with a link that leads out are refused, and nothing is written outside', async () => {
    const outside = mkdtempSync(join(folder, 'outside-'));
    const target = mkdtempSync(join(folder, 'target-'));
    symlinkSync(outside, join(target, 'etc'));
    const result = await cli('flash', archive, target, '--yes');
    expect({ code: result.code, stderr: result.stderr }).toEqual({ code: 73, stderr: expect.stringMatching(/links that lead out of it/) });
    expect(readdirSync(outside)).toEqual([]);
  });
});

describe('disk images', () => {
  it('are made in the size that is asked for, sparse, and replace an old one only when complete', async () => {
    const image = join(folder, 'a.img');
    writeFileSync(image, 'old');
    expect((await cli('flash', archive, image, '--yes', '--size', '2G')).code).toBe(0);
    const { size, blocks } = statSync(image);
    expect(size).toBe(2 * 1024 ** 3);
    expect(blocks * 512).toBeLessThan(200 * MiB);
    expect((await cli('verify', archive, image)).code).toBe(0);
  });

  it('of a packed archive: it is said what unpacks it', async () => {
    const packed = join(folder, 'packed.tar.gz');
    writeFileSync(packed, execFileSync('gzip', ['-c', archive], { maxBuffer: 1e9 }));
    const { code, events } = await cli('flash', packed, join(folder, 'packed.img'), '--yes', '--json');
    expect(code).toBe(0);
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'notice', level: 'info', text: expect.stringMatching(/^Decompressed by (igzip|pigz|python3|gzip)\.$/) }),
    );
  });

  it('gets no more rights than the umask leaves it', async () => {
    const image = join(folder, 'own.img');
    expect((await startCli(['flash', archive, image, '--yes', '--size', '200M'], ['sh', '-c', 'umask 077; exec "$@"', 'sh']).done).code).toBe(0);
    expect((statSync(image).mode & 0o777).toString(8)).toBe('600');
    rmSync(image);
  });

  it('a cancelled image leaves the old one, and no draft', async () => {
    const place = mkdtempSync(join(folder, 'images-'));
    writeFileSync(join(place, 'a.img'), 'old');
    const run = startCli(['flash', archive, join(place, 'a.img'), '--yes', '--json']);
    await run.event((event) => event.type === 'phase' && event.phase === 'extract');
    run.child.kill('SIGINT');
    const result = await run.done;
    expect(result).toMatchObject({ code: 130, stderr: expect.stringMatching(/Nothing was written/) });
    expect(readdirSync(place)).toEqual(['a.img']);
    expect(readFileSync(join(place, 'a.img'), 'utf8')).toBe('old');
  });
});
