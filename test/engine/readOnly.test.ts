import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { expect, it } from 'vitest';
import { mount } from '../../electron/engine/disk/mount.ts';
import { readOnly } from '../../electron/engine/verify/volumes.ts';
import { Scope } from '../../electron/run/scope.ts';
import { makeLoop, sh } from '../lab/devices.ts';

it.each([
  ['ext4 that asks for a panic at the first error', 'ext4', (device: string) => sh('tune2fs', '-e', 'panic', device), /errors=remount-ro/],
  ['btrfs with a log', 'btrfs', () => '', /[=,]nologreplay/],
] as const)('%s has no say when it is looked at', async (_, filesystem, prepare, options) => {
  const folder = mkdtempSync('/var/tmp/read-only-');
  const loop = makeLoop(folder, 256 * 1024 ** 2);
  try {
    sh(`mkfs.${filesystem}`, '-q', loop.device);
    prepare(loop.device);
    await using scope = new Scope();
    await mount({ device: loop.device, at: `${folder}/at`, filesystem, options: readOnly(filesystem) }, scope);
    const line = readFileSync('/proc/self/mounts', 'latin1')
      .split('\n')
      .find((row) => row.includes(`${folder}/at`));
    expect(line).toMatch(options);
  } finally {
    loop.detach();
    rmSync(folder, { recursive: true });
  }
});
