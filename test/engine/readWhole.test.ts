import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statSync } from 'node:fs';
import { expect, it } from 'vitest';
import { inspectArchive } from '../../electron/archive/inspect.ts';
import { readWhole } from '../../electron/engine/flash/readWhole.ts';
import type { LaneEvent } from '../../shared/protocol.ts';
import { jobIn } from '../lab/job.ts';
import { makeRootfs } from '../lab/rootfs.ts';

it('shows how far it is: a job that reads its archive once more does not look as if it stood still', async () => {
  const folder = mkdtempSync('/var/tmp/whole-');
  try {
    // Its decompressor takes a second for that.
    const archive = makeRootfs(folder, { files: 50, bytes: 300_000 });
    execFileSync('bzip2', [archive]);
    const path = `${archive}.bz2`;
    const facts = await inspectArchive(path);
    const events: LaneEvent[] = [];
    const job = jobIn({ folder, emit: (event) => events.push(event) });
    job.meter.start([{ phases: ['prepare'], weight: 1 }]);
    const fd = openSync(path, 'r');
    expect(await readWhole(facts, fd, job)).toEqual(facts);
    closeSync(fd);
    job.meter.tick();
    job.meter.stop();
    const last = events.findLast((event) => event.type === 'progress');
    expect(last?.archivePosition).toBe(statSync(path).size);
    await job.scope[Symbol.asyncDispose]();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
