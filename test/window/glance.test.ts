import { mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { AppState } from '../../shared/view.ts';
import { behindBallast, makeLongXz } from '../lab/ballast.ts';
import { cli } from '../lab/cli.ts';
import { leftovers, type Loop, makeLoop, sh } from '../lab/devices.ts';
import { tar } from '../lab/fieldCases.ts';
import { system } from '../lab/members.ts';
import { type App, beginAnew, drop, openApp, PLATFORM, pressStart, stateOf, untilState } from '../lab/window.ts';

/** Archives that take long to be read: a glance is enough for a plan, and what it did not see is read behind it. */

const MiB = 1024 ** 2;

let folder: string;
let window: App;
let loop: Loop;

beforeAll(async () => {
  folder = mkdtempSync('/var/tmp/window-glance-');
  loop = makeLoop(folder, 4096 * MiB);
  window = await openApp();
});
afterAll(async () => {
  await window.close();
  loop.detach();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => beginAnew(window.page));
afterEach(async () => {
  await vi.waitFor(() => expect(leftovers()).toEqual([]));
  expect(window.complaints).toEqual([]);
});

const card = () => window.page.locator(`[data-place="device:${loop.device}"]`);

function write(name: string, bytes: number): string {
  const path = join(folder, name);
  writeFileSync(path, behindBallast(tar(system({ boot: false })), bytes));
  return path;
}

function readyArchive({ archive }: AppState): Extract<AppState['archive'], { kind: 'ready' }> | undefined {
  return archive.kind === 'ready' ? archive : undefined;
}

function unreadPlan({ review }: AppState): boolean {
  return review?.lanes[0]?.planned?.lines.some((line) => line.includes('while it is unpacked')) === true;
}

/** Milliseconds from the drop, as the page sees it: to where main has the path, which takes the Chromium host a while, and to a button that can be pressed. */
async function timeToButton(archive: string): Promise<{ readonly opened: number; readonly pressable: number }> {
  const { page } = window;
  const time = page.evaluate(
    () =>
      new Promise<{ readonly opened: number; readonly pressable: number }>((resolve) => {
        const { document, performance, requestAnimationFrame } = globalThis as unknown as {
          document: { addEventListener: (name: string, heard: () => void, options: object) => void; querySelector: (what: string) => object | null };
          performance: { now: () => number };
          requestAnimationFrame: (done: () => void) => void;
        };
        document.addEventListener(
          'drop',
          () => {
            const at = performance.now();
            let opened = Number.NaN;
            const look = (): void => {
              if (Number.isNaN(opened) && document.querySelector('progress')) opened = performance.now() - at;
              if (document.querySelector('[data-plan] > button:enabled')) resolve({ opened, pressable: performance.now() - at });
              else requestAnimationFrame(look);
            };
            look();
          },
          { capture: true, once: true },
        );
      }),
  );
  await drop(page, card(), archive);
  return time;
}

it(`on ${PLATFORM}, a .tar.xz of 1 GB can be started while nearly all of it is unread`, { timeout: 180_000 }, async () => {
  const archive = join(folder, 'long.tar.xz');
  makeLongXz(archive, tar(system()), 1024 * MiB);
  // As most were there for a while: what still waits for the disk is not what is measured.
  sh('sync', '--file-system', archive);
  const { opened, pressable } = await timeToButton(archive);
  console.log(
    `from the drop of ${Math.round(statSync(archive).size / 1e6)} MB of .tar.xz to a button that can be pressed: ${Math.round(pressable)} ms, ${Math.round(opened)} of them until the path was there`,
  );
  const state = await stateOf(window.page);
  expect(unreadPlan(state)).toBe(true);
  const ready = readyArchive(state);
  expect(ready?.reading).not.toBeNull();
  expect(ready?.reading?.position).toBeLessThan(statSync(archive).size / 2);
  await window.page.getByText(/Reading the rest/).waitFor();
  await window.page.getByText(/more than \d/).waitFor();
  rmSync(archive);
});

it('what the rest tells comes to the card, and the plan that is shown can still be started', async () => {
  const archive = write('short.tar.lzma', 12 * MiB);
  await drop(window.page, card(), archive);
  const before = await untilState(window.page, ({ review }) => review?.plan.kind === 'ready');
  expect(unreadPlan(before)).toBe(true);
  const button = window.page.getByRole('button', { name: /^Erase / });
  const place = await button.boundingBox();
  const after = await untilState(window.page, (state) => readyArchive(state)?.facts.unread === 0 && state.review?.plan.kind === 'ready' && !unreadPlan(state));
  expect(readyArchive(after)).toMatchObject({ reading: null, facts: { rootFilesystem: true } });
  await window.page
    .getByText(/will not boot by itself/)
    .first()
    .waitFor();
  await window.page.getByText('The archive was read completely').waitFor();
  expect(await button.boundingBox()).toEqual(place);
});

it('the reading ends when the button is pressed, and the job reads by itself', { timeout: 120_000 }, async () => {
  const archive = write('long.tar.lzma', 24 * MiB);
  await drop(window.page, card(), archive);
  await untilState(window.page, (state) => unreadPlan(state));
  await pressStart(window.page, /^Erase /);
  const { archive: view } = await untilState(window.page, ({ job }) => job !== null);
  expect(view).toMatchObject({ kind: 'ready', reading: null });
  const { job } = await untilState(window.page, ({ job: now }) => now?.outcome !== null && now?.outcome !== undefined);
  expect(job?.outcome).toMatchObject({ kind: 'finished', summary: { verified: 'full' } });
  expect(await cli('verify', archive, loop.device)).toMatchObject({ code: 0 });
  await window.page
    .getByText(/will not boot by itself/)
    .first()
    .waitFor();
  // Back to it, it is read on.
  await window.page.getByRole('button', { name: 'Again with another drive' }).click();
  await untilState(window.page, (state) => readyArchive(state)?.facts.unread === 0);
});

it('where only the whole archive tells, and where it is asked for, it is read before there is a plan', { timeout: 120_000 }, async () => {
  const { page } = window;
  const archive = write('middle.tar.lzma', 12 * MiB);
  await drop(page, card(), archive);
  await untilState(page, (state) => unreadPlan(state));
  await page.getByText('More options').click();
  await page.getByLabel('Reading', { exact: true }).selectOption({ label: 'The archive is read completely first' });
  await page.getByText('The archive is read completely first, because you want it checked.').waitFor();
  const { review } = await untilState(page, (state) => state.review?.plan.kind === 'ready');
  expect(review?.lanes[0]?.planned?.lines).toContain('The archive was read completely');
});

it('what is damaged behind the glance is refused where the plan was, and nothing is written', { timeout: 120_000 }, async () => {
  const archive = write('cut.tar.lzma', 12 * MiB);
  truncateSync(archive, statSync(archive).size - 10_000);
  const sum = (): string => sh('sh', '-c', `head -c ${16 * MiB} "$1" | sha256sum`, 'sh', loop.device);
  const before = sum();
  await drop(window.page, card(), archive);
  await untilState(window.page, (state) => unreadPlan(state));
  const { archive: view, review } = await untilState(window.page, ({ archive: now }) => now.kind === 'refused');
  expect(view).toMatchObject({ problem: { code: 'archive-damaged' } });
  expect(review?.plan.kind).not.toBe('ready');
  expect(sum()).toBe(before);
});
