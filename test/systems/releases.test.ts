import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CliResult } from '../lab/cli.ts';
import { leftovers, type Loop, makeLoop, sh } from '../lab/devices.ts';
import { makeRootfs } from '../lab/rootfs.ts';
import { DEBIAN, makeSystems, type Release, startInside } from '../lab/systems.ts';

/** A short set of jobs with the programs of an older release than ours, and of newer ones. */

const MiB = 1024 ** 2;
let folder: string;
let archives: Readonly<Record<'gz' | 'xz' | 'zst', string>>;
const loops: Loop[] = [];

beforeAll(async () => {
  folder = mkdtempSync('/var/tmp/systems-');
  chmodSync(folder, 0o755);
  const plain = makeRootfs(folder, { files: 100, bytes: 4 * MiB });
  const packed = (suffix: string, ...command: [string, ...string[]]): string => {
    const path = `${plain}.${suffix}`;
    writeFileSync(path, execFileSync(command[0], [...command.slice(1), '-c', plain], { maxBuffer: 64 * MiB }));
    return path;
  };
  archives = { gz: packed('gz', 'gzip', '-1'), xz: packed('xz', 'xz', '-0'), zst: packed('zst', 'zstd', '-q') };
  await makeSystems();
}, 300_000);

afterEach(() => {
  for (const loop of loops.splice(0)) loop.detach();
  expect(leftovers()).toEqual([]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function drive(): string {
  const loop = makeLoop(folder, 400 * MiB);
  loops.push(loop);
  return loop.device;
}

async function run(release: Release, ...args: readonly string[]): Promise<CliResult> {
  return (await startInside({ release, folder }, [...args, '--json'])).done;
}

const done = { code: 0, stderr: '', events: expect.arrayContaining([expect.objectContaining({ type: 'finished' })]) };

describe.each(Object.entries(DEBIAN) as [Release, string][])('%s (%s)', (release) => {
  it.each([
    ['ext4', 'direct', 'gz'],
    ['ext4', 'staged', 'zst'],
    ['xfs', 'direct', 'xz'],
    ['btrfs', 'staged', 'gz'],
  ] as const)('a drive: %s, %s, .%s, and it is found again by another run', async (filesystem, mode, suffix) => {
    const device = drive();
    expect(await run(release, 'flash', archives[suffix], device, '--yes', '--fs', filesystem, '--mode', mode)).toMatchObject(done);
    expect(sh('blkid', '-p', '-o', 'value', '-s', 'TYPE', `${device}p1`).trim()).toBe(filesystem);
    expect(await run(release, 'verify', archives[suffix], device)).toMatchObject(done);
  });

  it.each([
    ['ext4', 'xz'],
    ['btrfs', 'zst'],
  ] as const)('an image: %s, .%s', async (filesystem, suffix) => {
    const image = join(folder, `${release}-${filesystem}.img`);
    expect(await run(release, 'flash', archives[suffix], image, '--fs', filesystem)).toMatchObject(done);
    expect(await run(release, 'verify', archives[suffix], image)).toMatchObject(done);
  });

  it('a folder', async () => {
    const target = join(folder, release);
    mkdirSync(target);
    expect(await run(release, 'flash', archives.zst, target, '--yes')).toMatchObject(done);
    expect(readFileSync(join(target, 'etc/os-release'), 'utf8')).toMatch(/Test Linux/);
    expect(await run(release, 'verify', archives.zst, target)).toMatchObject(done);
  });
});
