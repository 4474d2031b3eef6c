import { randomUUID } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inspectArchive } from '../../electron/archive/inspect.ts';
import { describeTarget } from '../../electron/drives/target.ts';
import { kernelKnows } from '../../electron/engine/disk/sysfs.ts';
import { prepareDevice } from '../../electron/engine/flash/lay.ts';
import { sourceOf } from '../../electron/engine/pass.ts';
import type { Layout } from '../../shared/layout.ts';
import { findLayout } from '../../shared/layouts.ts';
import { makePlan } from '../../shared/plan/make.ts';
import type { PlanInputs } from '../../shared/plan/types.ts';
import { cli } from '../lab/cli.ts';
import { leftovers, type Loop, makeLoop, sh } from '../lab/devices.ts';
import { makeRootfs } from '../lab/rootfs.ts';

/** What of boot-root can run on a kernel without vfat: everything but the mount. The rest runs in QEMU (test/qemu). */
let folder: string;
let archive: string;
let loop: Loop;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'boot-root-'));
  archive = makeRootfs(folder, { files: 20, bytes: 200_000 });
  loop = makeLoop(folder, 1024 ** 3);
});

afterEach(() => {
  loop.detach();
  rmSync(folder, { recursive: true, force: true });
});

async function inputs(): Promise<PlanInputs> {
  const eight = (): string[] => Array.from({ length: 8 }, () => randomUUID());
  return {
    archive: await inspectArchive(archive),
    target: await describeTarget(loop.device),
    options: { layout: findLayout('boot-root') as Layout, filesystem: 'ext4', fstab: 'amend', verify: 'full', allowFixed: false },
    host: { memoryAvailable: 0, scratchAvailable: 0, isRoot: true },
    ids: { table: randomUUID(), partitions: eight(), filesystems: eight() },
  };
}

describe('boot-root without a kernel that mounts FAT', () => {
  it('is planned and formatted as it should be, and its first sector stays away until it is revealed', async () => {
    const asked = await inputs();
    const plan = makePlan(asked);
    const laying = {
      plan,
      inputs: asked,
      archive: asked.archive,
      source: sourceOf(asked.archive, -1),
      device: loop.device,
      isTarget: true,
      loaderFiles: new Map(),
      pace: null,
    };
    const { placed, reveal } = await prepareDevice(laying, new AbortController().signal);
    const tags = placed.map(({ node }) => sh('blkid', '-p', '-o', 'export', node));
    expect(tags[0]).toMatch(/^TYPE=vfat$/m);
    expect(tags[0]).toMatch(/^VERSION=FAT32$/m);
    expect(tags[0]).toContain(`UUID=${plan.volumes[0]?.uuid}`);
    expect(tags[1]).toMatch(/^TYPE=ext4$/m);
    expect(tags[1]).toContain(`UUID=${plan.volumes[1]?.uuid}`);
    sh('fsck.vfat', '-n', placed[0]?.node as string);
    expect(firstSector().every((byte) => byte === 0)).toBe(true);
    await reveal();
    expect(JSON.parse(sh('sfdisk', '--json', loop.device))).toMatchObject({
      partitiontable: {
        label: 'dos',
        id: `0x${plan.volumes[1]?.partuuid?.slice(0, 8)}`,
        partitions: [
          { start: 2048, size: 1048576, type: 'c', bootable: true },
          { start: 1050624, type: '83' },
        ],
      },
    });
  });

  it('is refused before anything is wiped, naming what the kernel lacks', async () => {
    sh('sh', '-c', `printf marked | dd of=${loop.device} conv=notrunc,fsync status=none`);
    const result = await cli('flash', archive, loop.device, '--yes', '--layout', 'boot-root');
    if (kernelKnows('vfat')) return expect(result.code).toBe(0);
    expect(result.code).toBe(69);
    expect(result.stderr).toMatch(/kernel cannot mount vfat/);
    expect(firstSector().subarray(0, 6).toString()).toBe('marked');
    expect(leftovers()).toEqual([]);
  });
});

function firstSector(): Buffer {
  sh('blockdev', '--flushbufs', loop.device);
  const sector = Buffer.alloc(512);
  const fd = openSync(loop.file, 'r');
  readSync(fd, sector, 0, 512, 0);
  closeSync(fd);
  return sector;
}
