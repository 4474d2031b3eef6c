import { chmodSync, chownSync, closeSync, mkdtempSync, openSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CallerLab, openCallerLab } from '../lab/caller.ts';
import { cli, type CliRun, startCli } from '../lab/cli.ts';
import { childOf, leftovers } from '../lab/devices.ts';
import { makeRootfs } from '../lab/rootfs.ts';

/** What a run that was killed has left, and what another one is at. */

let lab: CallerLab;
let archive: string;
let place: string;

beforeAll(() => {
  lab = openCallerLab();
  archive = makeRootfs(lab.folder, { files: 300, bytes: 20_000_000 });
});
afterAll(() => lab[Symbol.dispose]());

beforeEach(() => {
  place = mkdtempSync(join(lab.home, 'images-'));
  chmodSync(place, 0o755);
});
afterEach(() => {
  rmSync(place, { recursive: true });
  expect(leftovers()).toEqual([]);
});

const image = (): string => join(place, 'a.img');

async function untilExtraction(run: CliRun): Promise<void> {
  await run.event((event) => event.type === 'phase' && event.phase === 'extract');
}

function engineOf(run: CliRun): number {
  return childOf(run.child.pid as number, 'engine.js');
}

async function killEngine(run: CliRun): Promise<void> {
  process.kill(engineOf(run), 'SIGKILL');
  expect((await run.done).code).not.toBe(0);
}

describe('the draft of an image', () => {
  it('that a killed run of root has left is cleared by the next one', async () => {
    const run = startCli(['flash', archive, image(), '--yes', '--json']);
    await untilExtraction(run);
    await killEngine(run);
    expect(readdirSync(place)).toEqual([expect.stringMatching(/^\.a\.img\.[0-9a-f]{8}\.part$/)]);
    expect((await cli('flash', archive, image(), '--yes')).code).toBe(0);
    expect(readdirSync(place)).toEqual(['a.img']);
  });

  it("that a killed run of a user's has left is cleared by his next one, and by nobody else's", async () => {
    chownSync(place, lab.uid, lab.uid);
    const run = lab.start(['flash', archive, image(), '--yes', '--json']);
    await untilExtraction(run);
    await killEngine(run);
    expect((await cli('flash', archive, image(), '--yes')).code).toBe(0);
    expect(readdirSync(place)).toHaveLength(2);
    expect((await lab.start(['flash', archive, image(), '--yes']).done).code).toBe(0);
    expect(readdirSync(place)).toEqual(['a.img']);
  });

  it('that another run is at stays, and both come to their ends', async () => {
    const first = startCli(['flash', archive, image(), '--yes', '--json']);
    await untilExtraction(first);
    const engine = engineOf(first);
    process.kill(engine, 'SIGSTOP');
    const second = await cli('flash', archive, image(), '--yes');
    process.kill(engine, 'SIGCONT');
    expect([second.code, (await first.done).code]).toEqual([0, 0]);
    expect(readdirSync(place)).toEqual(['a.img']);
  });

  it('is known by its whole name, its owner and its lock; links are not followed', async () => {
    const others = ['.a.img.0123456g.part', '.a.img.01234567.part.txt', '.b.img.01234567.part', 'a.img.01234567.part', '.a.img.aaaaaaaa.part'];
    for (const name of others) writeFileSync(join(place, name), '');
    chownSync(join(place, '.a.img.aaaaaaaa.part'), lab.uid, lab.uid);
    symlinkSync('.b.img.01234567.part', join(place, '.a.img.bbbbbbbb.part'));
    writeFileSync(join(place, '.a.img.cccccccc.part'), '');
    writeFileSync(join(place, '.a.img.dddddddd.part'), '');
    const fd = openSync(join(place, '.a.img.cccccccc.part'), 'r');
    const locking = spawn('flock', ['-x', '0'], { stdio: [fd, 'ignore', 'inherit'] });
    await once(locking, 'exit');
    try {
      expect((await cli('flash', archive, image(), '--yes')).code).toBe(0);
    } finally {
      closeSync(fd);
    }
    expect(readdirSync(place).sort()).toEqual([...others, '.a.img.bbbbbbbb.part', '.a.img.cccccccc.part', 'a.img'].sort());
  });
});
