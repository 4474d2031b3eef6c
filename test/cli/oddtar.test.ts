import { mkdtempSync, rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type CliRun, startCli } from '../lab/cli.ts';
import { childOf, leftovers } from '../lab/devices.ts';
import { makeRootfs } from '../lab/rootfs.ts';

/** The whole job with a tar that is ended from outside, or that stops answering for a while. */
let folder: string;
let archive: string;

beforeAll(() => {
  folder = mkdtempSync('/var/tmp/oddtar-');
  archive = makeRootfs(folder, { files: 4000, bytes: 400_000_000 });
});

afterEach(() => expect(leftovers()).toEqual([]));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The tar that unpacks for this run. */
function tarOf({ child }: CliRun): number {
  return childOf(childOf(child.pid as number, 'engine.js'), '^/usr/bin/tar -C /target -x');
}

async function inTheMiddle(signal: NodeJS.Signals): Promise<CliRun> {
  const run = startCli(['flash', archive, `${folder}/x.img`, '--yes', '--verify', 'none', '--json']);
  await run.event((event) => event.type === 'progress' && event.phase === 'extract' && event.tarPosition !== null);
  process.kill(tarOf(run), signal);
  return run;
}

describe('a tar that does not do as it should', () => {
  it('killed from outside: the job fails with that reason', async () => {
    const run = await inTheMiddle('SIGKILL');
    expect(await run.done).toMatchObject({ code: 1, stderr: expect.stringMatching(/tar was killed by SIGKILL/) });
  });

  it('stopped and continued: the age of its last sign of life grows, and the job ends well', async () => {
    const run = await inTheMiddle('SIGSTOP');
    await run.event((event) => event.type === 'progress' && event.age > 1500);
    process.kill(tarOf(run), 'SIGCONT');
    expect((await run.done).code).toBe(0);
  });

  it('stopped and cancelled: it is ended all the same', async () => {
    const run = await inTheMiddle('SIGSTOP');
    run.child.kill('SIGINT');
    expect((await run.done).code).toBe(130);
  });
});
