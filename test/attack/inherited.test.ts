import { once } from 'node:events';
import { chownSync, copyFileSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type CallerLab, openCallerLab } from '../lab/caller.ts';
import { childOf, leftovers, makeLoop } from '../lab/devices.ts';
import { makeRootfs } from '../lab/rootfs.ts';

/** What a caller can hand down to the process that becomes root. */

let lab: CallerLab;
let archive: string;

beforeAll(() => {
  lab = openCallerLab();
  archive = join(lab.home, 'rootfs.tar');
  copyFileSync(makeRootfs(lab.folder, { files: 300, bytes: 40_000_000 }), archive);
  chownSync(archive, lab.uid, lab.uid);
});
afterEach(() => expect(leftovers()).toEqual([]));
afterAll(() => lab[Symbol.dispose]());

const image = (): string => join(lab.home, 'card.img');

/** Flashes an image. @param onTheWay what the caller does before the process is root's */
async function flash(onTheWay: string): Promise<void> {
  const { code, stderr } = await lab.start(['flash', archive, image(), '--yes', '--json'], onTheWay).done;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  rmSync(image());
}

/** What the kernel tells of an engine that waits for its first request. */
async function statusOf(file: string, onTheWay: string): Promise<string> {
  const engine = lab.startEngine(image(), onTheWay);
  await once(engine.stdout, 'data');
  const text = readFileSync(`/proc/${engine.pid}/${file}`, 'utf8');
  engine.stdin.end();
  expect(await once(engine, 'exit')).toEqual([0, null]);
  return text;
}

describe('a timer that was set before root was asked for', () => {
  it.each(['ITIMER_REAL', 'ITIMER_VIRTUAL', 'ITIMER_PROF'])('%s does not end the engine in the middle of its work', (timer) =>
    // Later than the engine is up, and then again and again.
    flash(`signal.setitimer(signal.${timer}, 0.25, 0.01)`),
  );
});

/** Soft ones: root of a machine without `CAP_SYS_RESOURCE`, such as those of our gate, cannot raise hard ones. */
describe('limits that were set before root was asked for', () => {
  it('are not those of the engine', async () => {
    const limits = await statusOf('limits', 'for what in (resource.RLIMIT_FSIZE, resource.RLIMIT_CPU): resource.setrlimit(what, (1 << 20, -1))');
    expect(limits).toMatch(/Max file size +unlimited +unlimited/);
    expect(limits).toMatch(/Max cpu time +unlimited +unlimited/);
    expect(limits).toMatch(/Max core file size +0 +0/);
  });

  it('of a megabyte a file do not end a flash half-way', () => flash('resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, -1))'));

  it('do not make the engine the first to be killed when memory runs out', async () => {
    expect((await statusOf('oom_score_adj', 'open("/proc/self/oom_score_adj", "w").write("1000")')).trim()).toBe('0');
  });
});

describe('a killed engine', () => {
  it('leaves nothing to be tidied: its stage has no name, and its folder was never there for others', async () => {
    const loop = makeLoop(lab.folder, 256 * 1024 ** 2);
    const run = lab.start(['flash', archive, loop.device, '--yes', '--json', '--mode', 'staged']);
    await run.event((event) => event.type === 'phase' && event.phase === 'extract');
    process.kill(childOf(run.child.pid ?? 0, 'engine.js'), 'SIGKILL');
    await run.done;
    expect(readdirSync('/run/tarstrap')).toEqual([]);
    expect(readdirSync('/var/tmp').filter((name) => name.startsWith('tarstrap-'))).toEqual([]);
    loop.detach();
  });
});
