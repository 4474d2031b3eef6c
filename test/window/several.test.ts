import { mkdtempSync, rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { cli } from '../lab/cli.ts';
import { leftovers, type Loop, makeLoop, sh, throttle, unthrottle } from '../lab/devices.ts';
import { makeDiskImage } from '../lab/diskImage.ts';
import { makeRootfs } from '../lab/rootfs.ts';
import { type App, beginAnew, dragOver, drop, openApp, PLATFORM, pressStart, stateOf, untilState } from '../lab/window.ts';

/** Several drives at once. */

const MiB = 1024 ** 2;
const SHIFT = 8;
let folder: string;
let archive: string;
let window: App;
let loops: readonly Loop[] = [];

beforeAll(async () => {
  folder = mkdtempSync('/var/tmp/window-several-');
  archive = makeRootfs(folder, { files: 200, bytes: 20_000_000 });
  window = await openApp();
});
afterAll(async () => {
  await window.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  await beginAnew(window.page);
  // Behind the end of a job no card was there to go away; and what comes next gets the same names, but is another medium.
  for (const loop of loops) await card(loop.device).waitFor({ state: 'detached' });
  loops = [256, 256, 384].map((size) => makeLoop(folder, size * MiB));
  // Before anything is dropped: while Chromium is asked for a path, the page hears nothing.
  for (const loop of loops) await card(loop.device).waitFor();
});
afterEach(async () => {
  await window.page.evaluate(async () => {
    await (globalThis as unknown as { tarstrap: { leaveReview: () => Promise<unknown> } }).tarstrap.leaveReview();
  });
  for (const loop of loops) {
    loop.detach();
    await card(loop.device).waitFor({ state: 'detached' });
  }
  await vi.waitFor(() => expect(leftovers()).toEqual([]));
  expect(window.complaints).toEqual([]);
});

const card = (device: string) => window.page.locator(`[data-place="device:${device}"]`);
const zone = () => window.page.locator('[data-place="zone"]').first();
const box = (loop: Loop) => card(loop.device).getByRole('checkbox');
const button = (name: RegExp | string) => window.page.getByRole('button', { name });

function at(index: number): Loop {
  const loop = loops[index];
  if (!loop) throw new Error(`there is no loop ${index}`);
  return loop;
}

async function checkAll(): Promise<void> {
  for (const loop of loops) await box(loop).check();
}

async function openArchive(path = archive): Promise<void> {
  await drop(window.page, zone(), path);
  await untilState(window.page, ({ archive: { kind } }) => kind === 'ready' || kind === 'image');
}

/** How it ended for each, in the order in which they were checked. */
async function outcomes(): Promise<readonly unknown[]> {
  const { job } = await untilState(window.page, (state) => state.job?.stage === 'ended');
  return job?.lanes.map(({ target, outcome }) => [target.path, outcome?.kind]) ?? [];
}

describe(`several drives, on ${PLATFORM}`, () => {
  it('are checked one by one, reviewed together, and written from one archive', { timeout: 120_000 }, async () => {
    const { page } = window;
    await openArchive();
    await card(at(0).device).hover();
    await box(at(0)).check();
    await button('Review 1 drive').waitFor();
    await card(at(1).device)
      .getByRole('button')
      .first()
      .click({ modifiers: ['Control'] });
    await box(at(2)).focus();
    await page.keyboard.press('Space');
    expect((await stateOf(page)).review).toBeNull();
    await button('Review 3 drives').click();
    await page.getByRole('heading', { name: 'Write to 3 drives' }).waitFor();
    const { review } = await untilState(page, (state) => state.review?.plan.kind === 'ready');
    expect(review).toMatchObject({ places: [], plan: { confirmation: null, destructive: true } });
    expect(review?.lanes.map(({ target }) => target.path)).toEqual(loops.map(({ device }) => device));
    await pressStart(page, 'Erase 3 drives and write');
    expect(await outcomes()).toEqual(loops.map(({ device }) => [device, 'finished']));
    await page.getByRole('heading', { name: 'All 3 drives are done' }).waitFor();
    expect(await page.getByText(/^Safe to unplug, and verified in full/).count()).toBe(3);
    for (const { device } of loops) expect(await cli('verify', archive, device)).toMatchObject({ code: 0 });
    await button('Again with other drives').click();
    await card(at(0).device).waitFor();
    expect(await box(at(0)).isChecked()).toBe(false);
  });

  it('are written from one disk image', { timeout: 120_000 }, async () => {
    await openArchive(makeDiskImage(folder));
    await checkAll();
    await button('Review 3 drives').click();
    await pressStart(window.page, 'Erase 3 drives and write');
    expect(await outcomes()).toEqual(loops.map(({ device }) => [device, 'finished']));
  });

  it('come back checked from Review, and can be cleared', async () => {
    const { page } = window;
    await checkAll();
    await button('Review 3 drives').click();
    await page.getByRole('heading', { name: 'Write to 3 drives' }).waitFor();
    await page.keyboard.press('Escape');
    await button('Review 3 drives').waitFor();
    await button('Clear the choice').click();
    await button(/^Review/).waitFor({ state: 'detached' });
    await page.locator('#stage-heading:focus').waitFor();
  });

  it('are added by a drop with Shift held, without leaving the drives', async () => {
    const { page } = window;
    for (const loop of loops.slice(0, 2)) {
      const drag = await dragOver(page, card(loop.device), [archive], SHIFT);
      await card(loop.device).getByText('Drop to add this drive').waitFor();
      await drag.drop();
      await vi.waitFor(async () => expect(await box(loop).isChecked()).toBe(true));
    }
    await untilState(page, ({ archive: { kind }, review }) => kind === 'ready' && review === null);
    await button('Review 2 drives').click();
    await untilState(page, ({ review }) => review?.lanes.length === 2 && review.plan.kind === 'ready');
  });

  it('leave those alone that are opened by a plain press', async () => {
    const { page } = window;
    await openArchive();
    await box(at(0)).check();
    await card(at(1).device).getByRole('button').first().click();
    const { review } = await untilState(page, (state) => state.review?.plan.kind === 'ready');
    expect(review?.lanes.map(({ target }) => target.path)).toEqual([at(1).device]);
    await button(/^Back/).click();
    await button('Clear the choice').click();
  });

  it('have no check box where a drive cannot be written, nor where it is no drive', async () => {
    const { page } = window;
    expect(await page.locator('[data-locked="true"]').getByRole('checkbox').count()).toBe(0);
    for (const other of ['image', 'folder']) expect(await page.locator(`[data-place="${other}"]`).getByRole('checkbox').count()).toBe(0);
  });

  it('wait for one that cannot be written, which says why and can be taken out', async () => {
    const { page } = window;
    const small = makeLoop(folder, 16 * MiB);
    try {
      await openArchive();
      await checkAll();
      await box(small).check();
      await button('Review 4 drives').click();
      await untilState(page, ({ review }) => review?.plan.kind === 'refused');
      await page.getByText('1 drive cannot be written.').waitFor();
      await page
        .locator('li', { hasText: small.device })
        .getByText(/too small/)
        .first()
        .waitFor();
      expect(await button('Erase 4 drives and write').isDisabled()).toBe(true);
      await button(new RegExp(`^Take out .*${small.device}$`)).click();
      await untilState(page, ({ review }) => review?.plan.kind === 'ready' && review.lanes.length === 3);
      await button('Erase 3 drives and write').waitFor();
      await button(/^Back/).click();
      expect(await box(small).isChecked()).toBe(false);
      await button('Clear the choice').click();
    } finally {
      small.detach();
    }
  });

  it('do not wait for one that fails', { timeout: 120_000 }, async () => {
    const { page } = window;
    const small = mkdtempSync(`${folder}/small-`);
    sh('mount', '-t', 'tmpfs', '-o', 'size=8M', 'small', small);
    const bad = makeLoop(small, 256 * MiB);
    try {
      await openArchive();
      await checkAll();
      await box(bad).check();
      for (const { number } of loops) throttle(number, 8_000_000);
      await button('Review 4 drives').click();
      await pressStart(page, 'Erase 4 drives and write');
      await untilState(page, ({ job }) => job?.lanes[3]?.outcome?.kind === 'failed' && job.stage === 'running');
      await page.getByRole('progressbar', { name: new RegExp(`^Progress of .*${bad.device}$`) }).waitFor();
      for (const { number } of loops) unthrottle(number);
      expect(await outcomes()).toEqual([...loops.map(({ device }) => [device, 'finished']), [bad.device, 'failed']]);
      await page.getByRole('heading', { name: '3 of 4 drives are done' }).waitFor();
      const ends = page.getByRole('list', { name: 'Drives' }).getByRole('listitem');
      await expect(ends.evaluateAll((items) => items.map(({ dataset }) => dataset['end']))).resolves.toEqual(['failed', 'finished', 'finished', 'finished']);
      await page
        .locator('li', { hasText: bad.device })
        .getByText(/is incomplete and will not boot/)
        .waitFor();
      await beginAnew(page);
    } finally {
      bad.detach();
      sh('umount', small);
    }
  });

  it('are all cancelled at once', { timeout: 120_000 }, async () => {
    const { page } = window;
    await openArchive();
    await checkAll();
    for (const { number } of loops) throttle(number, 3_000_000);
    await button('Review 3 drives').click();
    await pressStart(page, 'Erase 3 drives and write');
    await untilState(page, ({ job }) => job?.phase === 'write');
    await button(/^Cancel/).click();
    await page.getByText(/Drives that are not done will be incomplete/).waitFor();
    await button('Cancel the job').click();
    expect(await outcomes()).toEqual(loops.map(({ device }) => [device, 'cancelled']));
    await page.getByRole('heading', { name: 'Cancelled' }).waitFor();
  });
});
