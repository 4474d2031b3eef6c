import { mkdtempSync, rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { childOf, leftovers, type Loop, makeLoop, throttle, throttleReads, unthrottle } from '../lab/devices.ts';
import { makeRootfs } from '../lab/rootfs.ts';
import { type App, drop, openApp, PLATFORM, pressStart, stateOf, stubDialogs, untilState } from '../lab/window.ts';

/** Jobs that do not come to their end. */

const MiB = 1024 ** 2;
let folder: string;
let archive: string;
let window: App;
let loop: Loop;

beforeAll(() => {
  folder = mkdtempSync('/var/tmp/window-trouble-');
  archive = makeRootfs(folder, { files: 6000, bytes: 80_000_000 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(async () => {
  loop = makeLoop(folder, 512 * MiB);
  throttle(loop.number, 10_000_000);
  throttleReads(loop.number, 10_000_000);
  window = await openApp();
});
afterEach(async () => {
  await window.close();
  unthrottle(loop.number);
  throttleReads(loop.number, 0);
  await vi.waitFor(() => expect(leftovers()).toEqual([]), { timeout: 10_000 });
  loop.detach();
});

const button = (name: RegExp | string) => window.page.getByRole('button', { name });

async function start(mode: 'direct' | 'staged'): Promise<void> {
  await drop(window.page, window.page.locator(`[data-place="device:${loop.device}"]`), archive);
  await untilState(window.page, ({ review }) => review?.plan.kind === 'ready');
  await window.page.evaluate(async (value) => {
    await (globalThis as unknown as { tarstrap: { setOptions: (patch: object) => Promise<unknown> } }).tarstrap.setOptions({ mode: value });
  }, mode);
  await pressStart(window.page, /^Erase /);
}

const IN_PHASE = {
  prepare: () => untilState(window.page, ({ job }) => job !== null && job.stage !== 'ended'),
  // A drive that becomes slower towards the end: what waits for it then takes seconds.
  flush: async () => {
    await untilState(window.page, ({ job }) => job?.phase === 'extract' && (job.progress?.fraction ?? 0) > 0.3);
    throttle(loop.number, 4_000_000);
    await untilState(window.page, ({ job }) => job?.phase === 'flush');
  },
  extract: () => untilState(window.page, ({ job }) => job?.phase === 'extract' && (job.progress?.fraction ?? 0) > 0.05),
  write: () => untilState(window.page, ({ job }) => job?.phase === 'write'),
  verify: () => untilState(window.page, ({ job }) => job?.phase === 'verify'),
} as const;

describe(`a job in the window on ${PLATFORM}`, () => {
  it.each([
    ['prepare', 'direct', 'incomplete', /stays as it is|incomplete/],
    ['extract', 'direct', 'incomplete', /incomplete/],
    ['flush', 'direct', 'incomplete', /incomplete/],
    ['write', 'staged', 'incomplete', /incomplete/],
    ['verify', 'direct', 'written', /not verified/],
  ] as const)('is cancelled in the phase %s (%s), and says before and after what that leaves', async (phase, mode, drive, warning) => {
    if (phase === 'verify') unthrottle(loop.number);
    await start(mode);
    await IN_PHASE[phase]();
    await button(/^Cancel/).click();
    await window.page.getByText(warning).first().waitFor();
    await button('Cancel the job').click();
    const { job } = await untilState(window.page, (state) => state.job?.stage === 'ended');
    // Right at the beginning it is a matter of milliseconds whether the first write has begun.
    expect(job?.outcome).toEqual({ kind: 'cancelled', drive: phase === 'prepare' ? expect.stringMatching(/untouched|incomplete/) : drive });
    await button('Back to drives').click();
    await untilState(window.page, (state) => state.job === null && state.archive.kind === 'ready');
  });

  it('goes on when the user thinks better of cancelling', async () => {
    await start('direct');
    await IN_PHASE.extract();
    await button(/^Cancel/).click();
    await button('Keep going').click();
    unthrottle(loop.number);
    throttleReads(loop.number, 0);
    await untilState(window.page, ({ job }) => job?.outcome?.kind === 'finished');
  });

  it('whose engine is killed fails within two seconds, and the next one can begin', async () => {
    await start('direct');
    await IN_PHASE.extract();
    const killedAt = performance.now();
    process.kill(childOf(window.pid, 'engine.js'), 'SIGKILL');
    await window.page.getByText('The root side of Tarstrap ended unexpectedly.').first().waitFor({ timeout: 2000 });
    expect(performance.now() - killedAt).toBeLessThan(2000);
    expect((await stateOf(window.page)).job?.outcome).toMatchObject({ kind: 'failed', drive: 'incomplete', failure: { code: 'engine-lost' } });
    // What a killed engine leaves is found and put right by the next one.
    unthrottle(loop.number);
    throttleReads(loop.number, 0);
    await button('Back to drives').click();
    await window.page.locator(`[data-place="device:${loop.device}"]`).getByRole('button').first().click();
    await pressStart(window.page, /^Erase /);
    await untilState(window.page, ({ job }) => job?.outcome?.kind === 'finished');
    removeFolderOfTheKilled();
  });

  it('keeps its window open, unless the user wants it cancelled and closed', async () => {
    await start('direct');
    await IN_PHASE.extract();
    await stubDialogs(window, { button: 0 });
    await closeWindow();
    expect((await stateOf(window.page)).job?.stage).toBe('running');
    await stubDialogs(window, { button: 1 });
    const closed = new Promise<void>((resolve) => window.app.once('close', () => resolve()));
    await closeWindow();
    await closed;
  });

  it('stands as it is for a page that is loaded anew', async () => {
    await start('direct');
    await IN_PHASE.extract();
    await window.page.reload();
    await window.page.getByRole('progressbar').first().waitFor();
    expect((await stateOf(window.page)).job?.stage).toBe('running');
  });

  it('ends, and puts everything away, when the app is killed', async () => {
    await start('direct');
    await IN_PHASE.extract();
    process.kill(window.pid, 'SIGKILL');
    await vi.waitFor(() => expect(leftovers()).toEqual([]), { timeout: 10_000 });
  });
});

async function closeWindow(): Promise<void> {
  await window.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
}

/** SIGKILL cannot be caught: the empty work folder is all that stays of it. */
function removeFolderOfTheKilled(): void {
  for (const path of leftovers().filter((found) => found.startsWith('/run/tarstrap-'))) rmSync(path, { recursive: true });
}
