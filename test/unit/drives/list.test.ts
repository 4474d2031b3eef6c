import { mkdirSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { DriveFacts } from '../../../shared/targetFacts.ts';
import { listDrives } from '../../../electron/drives/list.ts';
import { Scope } from '../../../electron/run/scope.ts';
import { type Loop, makeLoop, sh } from '../../lab/devices.ts';
import { makeFolder } from '../folder.ts';

const MiB = 1024 ** 2;

let scope: Scope;
let folder: string;
beforeEach(() => {
  scope = new Scope();
  const made = makeFolder();
  folder = made.path;
  scope.defer('the folder', () => made[Symbol.dispose]());
});
afterEach(() => scope[Symbol.asyncDispose]());

function loop(): Loop {
  const made = makeLoop(folder, 32 * MiB);
  scope.defer(made.device, made.detach);
  return made;
}

async function find(path: string, all = false): Promise<DriveFacts | undefined> {
  return (await listDrives({ all })).find(({ target }) => target.path === path);
}

it('shows a loop device with its partition and its mounts', async () => {
  const { device } = loop();
  // This kernel reads no tables, partx tells it.
  sh('sh', '-c', `echo 'label: gpt\nstart=2048, size=30720' | sfdisk -q --no-tell-kernel --no-reread ${device}`);
  sh('partx', '-u', device);
  scope.defer('the partition', () => sh('partx', '-d', device));
  sh('mkfs.ext4', '-q', '-L', 'my label', `${device}p1`);
  const at = `${folder}/listed`;
  mkdirSync(at);
  sh('mount', `${device}p1`, at);
  scope.defer(at, () => sh('umount', at));
  const found = await find(device);
  expect(found).toMatchObject({
    target: { kind: 'disk', mounts: [at], bus: 'loop' },
    partitions: [{ path: `${device}p1`, size: 15 * MiB, filesystem: 'ext4', label: 'my label', mounts: [at] }],
  });
  expect(found?.target).not.toHaveProperty('protectedBy');
  expect(found).not.toHaveProperty('unusable');
});

it('shows the system disk as protected, and each drive once', async () => {
  const paths = (await listDrives({ all: true })).map(({ target }) => target.path);
  expect(new Set(paths).size).toBe(paths.length);
  const reasons = (await listDrives({ all: false })).map(({ target }) => target.protectedBy);
  expect(reasons).toContain('it holds the running system (/)');
});

it('shows an empty loop device only if all are wanted, and says why it cannot be used', async () => {
  const { device } = loop();
  sh('losetup', '--detach', device);
  expect(await find(device)).toBeUndefined();
  const empty = (await listDrives({ all: true })).filter(({ target }) => target.size === 0);
  for (const { unusable } of empty) expect(unusable).toBe('it holds no medium');
});
