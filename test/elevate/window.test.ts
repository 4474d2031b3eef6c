import { chownSync, copyFileSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { childOf, leftovers, type Loop, makeLoop, throttle } from '../lab/devices.ts';
import { openPolkitLab, type PolkitLab, startAgent, windowAsUser } from '../lab/polkit.ts';
import { makeRootfs } from '../lab/rootfs.ts';
import { type App, drop, openApp, pressStart, untilState } from '../lab/window.ts';

/** The window as an ordinary user has it, who becomes root by a real pkexec and a real polkitd. */

let lab: PolkitLab;
let archive: string;
let uid: number;
let window: App;
let loop: Loop;

beforeAll(async () => {
  lab = await openPolkitLab();
  archive = join(lab.home, 'rootfs.tar');
  copyFileSync(makeRootfs(join(lab.home, '..'), { files: 400, bytes: 60_000_000 }), archive);
  uid = statSync(lab.home).uid;
  chownSync(archive, uid, uid);
});
afterAll(() => lab[Symbol.asyncDispose]());

beforeEach(async () => {
  const userData = join(lab.home, 'data');
  mkdirSync(userData);
  chownSync(userData, uid, uid);
  loop = makeLoop('/var/tmp', 256 * 1024 ** 2);
  window = await openApp({ executable: windowAsUser(lab), folder: lab.app, userData });
});
afterEach(async () => {
  await window.close();
  await vi.waitFor(() => expect(leftovers()).toEqual([]), { timeout: 5000 });
  loop.detach();
});

const place = (key: string) => window.page.locator(`[data-place="${key}"]`).first();
const press = (name: RegExp) => window.page.getByRole('button', { name }).click();
const image = (): string => join(lab.home, 'rootfs.img');

async function start(key: string): Promise<void> {
  await drop(window.page, place(key), archive);
  await pressStart(window.page, /^(Erase|Make) /);
}

describe('the window as an ordinary user, on the Chromium host', () => {
  it('accepted: the window stays the user, and the image is his', async () => {
    using _ = await startAgent(window.pid, 'accept');
    expect(statSync(`/proc/${window.pid}`).uid).toBe(uid);
    await start('image');
    await untilState(window.page, ({ job }) => job?.outcome?.kind === 'finished');
    expect(statSync(image())).toMatchObject({ uid, gid: uid });
  });

  it.each([
    ['dismiss', /question for the password was closed/],
    ['refuse', /not allowed to become root/],
  ] as const)('%s: it says so, nothing is written, and the next job can begin', async (answer, words) => {
    using _ = await startAgent(window.pid, answer);
    await start(`device:${loop.device}`);
    await window.page.getByText(words).first().waitFor();
    await window.page.getByText('Nothing was written to the target.').first().waitFor();
    await press(/^Back to drives/);
    await untilState(window.page, ({ job, archive: view }) => job === null && view.kind === 'ready');
  });

  it('with no agent it names what to install', async () => {
    await start(`device:${loop.device}`);
    await window.page
      .getByText(/no polkit agent runs/)
      .first()
      .waitFor();
    await window.page
      .getByText(/mate-polkit/)
      .first()
      .waitFor();
  });

  it('asked and not answered: it waits, and can be cancelled', async () => {
    using agent = await startAgent(window.pid, 'hang');
    await start(`device:${loop.device}`);
    await agent.asked;
    await press(/^Cancel/);
    await press(/^Cancel the job/);
    const { job } = await untilState(window.page, (state) => state.job?.stage === 'ended');
    expect(job?.outcome).toEqual({ kind: 'cancelled', drive: 'untouched' });
    // The question is taken back while the app lives on.
    await vi.waitFor(() => expect(() => childOf(window.pid, 'pkexec')).toThrow('Command failed'), { timeout: 5000 });
  });

  it('killed in mid-flash: the engine ends cleanly within two seconds', async () => {
    using _ = await startAgent(window.pid, 'accept');
    throttle(loop.number, 20_000_000, 300);
    await start(`device:${loop.device}`);
    await untilState(window.page, ({ job }) => job?.phase === 'write' && (job.progress?.fraction ?? 0) > 0.1);
    process.kill(window.pid, 'SIGKILL');
    const killed = performance.now();
    await vi.waitFor(() => expect(leftovers()).toEqual([]), { timeout: 5000 });
    expect(performance.now() - killed).toBeLessThan(2000);
  });
});
