import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readLoaders, verifyLoaders, writeLoaders } from '../../electron/engine/flash/loaders.ts';
import type { Job } from '../../electron/engine/job.ts';
import { makeLoop, sh } from '../lab/devices.ts';
import { makeInputs } from '../unit/shared/plan/inputs.ts';

/** Boot loaders on a real device, read back from it. */

const folder = mkdtempSync('/var/tmp/loaders-');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('a flipped byte is found on the medium, and nothing else', async () => {
  const loop = makeLoop(folder, 16 * 1024 ** 2);
  try {
    mkdirSync(join(folder, 'root'));
    writeFileSync(join(folder, 'root/SPL'), Buffer.alloc(50_000, 7));
    const job: Pick<Job, 'emit'> = { emit: () => {} };
    const { target } = makeInputs({ target: { path: loop.device } });
    const pieces = [
      { fromByte: 0, bytes: 440, atByte: 0 },
      { fromByte: 512, bytes: 49_488, atByte: 8192 },
    ];
    const plan = { target, verify: 'full' as const, loaders: [{ file: 'SPL', pieces }] };
    const written = readLoaders(plan, new Map(), join(folder, 'root'));
    await writeLoaders(loop.device, written, job);
    expect(written.map(({ atByte, contents }) => [atByte, contents.length])).toEqual([
      [0, 440],
      [8192, 49_488],
    ]);
    await verifyLoaders(plan, loop.device, written);
    sh('sh', '-c', `printf x | dd of=${loop.device} bs=1 seek=9000 conv=notrunc,fsync status=none`);
    await expect(verifyLoaders(plan, loop.device, written)).rejects.toMatchObject({ code: 'verify-mismatch' });
    await verifyLoaders({ ...plan, verify: 'none' }, loop.device, written);
  } finally {
    loop.detach();
  }
});
