import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { leftovers, type Loop, makeLoop, throttle, unthrottle } from '../lab/devices.ts';
import { makeRootfs } from '../lab/rootfs.ts';
import { type App, beginAnew, drop, openApp, PLATFORM, pressStart, stateOf, stubDialogs, untilState } from '../lab/window.ts';

/** Presses that were meant for what stood there before. */

const MiB = 1024 ** 2;
let folder: string;
let archive: string;
let window: App;
let loops: readonly Loop[];

beforeAll(async () => {
  folder = mkdtempSync('/var/tmp/window-press-');
  archive = makeRootfs(folder, { files: 200, bytes: 20_000_000 });
  loops = [256, 256].map((size) => makeLoop(folder, size * MiB));
  window = await openApp();
});
afterAll(async () => {
  await window.close();
  for (const loop of loops) loop.detach();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => beginAnew(window.page));
afterEach(async () => {
  await vi.waitFor(() => expect(leftovers()).toEqual([]));
  expect(window.complaints).toEqual([]);
});

const card = (index: number) => window.page.locator(`[data-place="device:${loops[index]?.device}"]`);
const button = (name: RegExp | string) => window.page.getByRole('button', { name });
interface Point {
  readonly x: number;
  readonly y: number;
}

async function boxOf(where: Locator): Promise<Point & { readonly width: number; readonly height: number }> {
  const box = await where.boundingBox();
  if (!box) throw new Error('it is not there');
  return box;
}

async function middleOf(where: Locator): Promise<Point> {
  const { x, y, width, height } = await boxOf(where);
  return { x: x + width / 2, y: y + height / 2 };
}

/** Presses a point, or where the pointer is. @param clickCount 2: it is the second of a double click */
async function press({ clickCount, at }: { readonly clickCount: 1 | 2; readonly at?: Point }): Promise<void> {
  const { mouse } = window.page;
  if (at) await mouse.move(at.x, at.y);
  await mouse.down({ clickCount });
  await mouse.up({ clickCount });
}

/** Both that follow upon a press: soon, and slowly. None of them may do anything. */
async function pressAgain(): Promise<void> {
  await press({ clickCount: 2 });
  await press({ clickCount: 1 });
}

/** No moment passes in the page meanwhile, however slow the machine is. */
async function inThatMoment(act: () => Promise<void>): Promise<void> {
  const { clock } = window.page;
  await clock.install();
  await clock.pauseAt(Date.now() + 1000);
  await act();
  await clock.resume();
}

const untilPressable = (name: string) => button(name).click({ trial: true });
const untilPlanned = () => window.page.locator('[data-plan] > button:enabled').waitFor();

async function covers(where: Locator, { x, y }: Point): Promise<boolean> {
  const box = await boxOf(where);
  return x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height;
}

async function openArchive(): Promise<void> {
  await drop(window.page, window.page.locator('[data-place="zone"]').first(), archive);
  await untilState(window.page, (state) => state.archive.kind === 'ready');
}

/** Review of one drive, with a message below it. */
async function reviewWithMessage(): Promise<void> {
  const none = join(folder, 'first.toml');
  writeFileSync(none, 'hostname = "a b"\n');
  await stubDialogs(window, { file: none });
  await card(0).getByRole('button').first().click();
  await untilPlanned();
  await window.page.getByText('First boot', { exact: false }).first().click();
  await button('Read from a file…').click();
  await button('Dismiss the message').waitFor();
}

describe(`on ${PLATFORM}, a press that was meant for what was there before`, () => {
  it('does not start what comes up in the place of "Review 2 drives"', { timeout: 120_000 }, async () => {
    const { page } = window;
    await openArchive();
    for (const index of [0, 1]) await card(index).getByRole('checkbox').check();
    const at = await middleOf(button('Review 2 drives'));
    await inThatMoment(async () => {
      await press({ clickCount: 1, at });
      await untilPlanned();
      expect(await covers(button('Erase 2 drives and write'), at)).toBe(true);
      await pressAgain();
    });
    await untilPressable('Erase 2 drives and write');
    await press({ clickCount: 2, at });
    expect(await stateOf(page)).toMatchObject({ job: null, review: { plan: { kind: 'ready' } } });
    await button(/^Back/).click();
    await button('Clear the choice').click();
  });

  it('does not start what comes up over a card that was chosen', async () => {
    const { page } = window;
    await openArchive();
    await inThatMoment(async () => {
      await card(0).getByRole('button').first().click();
      await untilPlanned();
      await press({ clickCount: 1, at: await middleOf(button(/^Erase /)) });
      await press({ clickCount: 2 });
    });
    expect(await stateOf(page)).toMatchObject({ job: null, review: { plan: { kind: 'ready' } } });
  });

  it('does not cancel the job that it only asked about', { timeout: 120_000 }, async () => {
    const { page } = window;
    const loop = loops[0];
    if (!loop) throw new Error('there is no loop');
    throttle(loop.number, 3_000_000);
    try {
      await openArchive();
      await card(0).getByRole('button').first().click();
      await pressStart(page, /^Erase /);
      await untilState(page, ({ job }) => job?.phase === 'write');
      const at = await middleOf(button('Cancel…'));
      await inThatMoment(async () => {
        await press({ clickCount: 1, at });
        await button('Cancel the job').waitFor();
        expect(await covers(button('Cancel the job'), at)).toBe(true);
        await pressAgain();
      });
      await untilPressable('Cancel the job');
      await press({ clickCount: 2, at });
      expect((await stateOf(page)).job).toMatchObject({ stage: 'running' });
      await press({ clickCount: 1, at });
      await untilState(page, ({ job }) => job?.outcome?.kind === 'cancelled');
    } finally {
      unthrottle(loop.number);
    }
  });

  it('does not start what drops to the place of a message that was put away', async () => {
    const { page } = window;
    await openArchive();
    await reviewWithMessage();
    await untilPressable('Dismiss the message');
    const cross = await boxOf(button('Dismiss the message'));
    // Its left edge stands over the right one of the button.
    const at = { x: cross.x + 2, y: cross.y + 6 };
    await inThatMoment(async () => {
      await press({ clickCount: 1, at });
      await button('Dismiss the message').waitFor({ state: 'detached' });
      expect(await covers(button(/^Erase /), at)).toBe(true);
      await pressAgain();
    });
    expect(await stateOf(page)).toMatchObject({ job: null, review: { plan: { kind: 'ready' } } });
  });

  it('does not start what moves because a message goes by itself', async () => {
    const { page } = window;
    await openArchive();
    await reviewWithMessage();
    await button(/^Erase /).click({ trial: true });
    const before = await boxOf(button(/^Erase /));
    await inThatMoment(async () => {
      await page.getByLabel('Verification').selectOption('none');
      await button('Dismiss the message').waitFor({ state: 'detached' });
      const at = await middleOf(button(/^Erase /));
      expect(at.y).toBeGreaterThan(before.y + before.height);
      await press({ clickCount: 1, at });
    });
    expect(await stateOf(page)).toMatchObject({ job: null });
  });

  it('is none that is made with a key', async () => {
    const { page } = window;
    await openArchive();
    await inThatMoment(async () => {
      await card(0).getByRole('button').first().click();
      await untilPlanned();
      await button(/^Erase /).press('Enter');
      await untilState(page, ({ job }) => job !== null);
    });
    await untilState(page, ({ job }) => job?.outcome?.kind === 'finished');
  });
});
