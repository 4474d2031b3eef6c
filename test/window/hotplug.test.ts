import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shellQuote } from '../../shared/shell.ts';
import { makeLoop, sh } from '../lab/devices.ts';
import { hanging } from '../lab/hanging.ts';
import { type App, beginAnew, dragOver, EXECUTABLE, openApp, PLATFORM, stateOf, untilState } from '../lab/window.ts';

let folder: string;
let window: App;
beforeAll(async () => {
  folder = mkdtempSync('/var/tmp/window-hotplug-');
  window = await openApp();
  await untilState(window.page, ({ drives }) => drives.known);
});
afterAll(async () => {
  await window.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Where a card stands; how tall it is depends on its neighbour. */
async function cornerOf(place: Locator): Promise<{ readonly x: number; readonly y: number } | undefined> {
  const box = await place.boundingBox();
  return box ? { x: box.x, y: box.y } : undefined;
}

const card = (path: string) => window.page.locator(`[data-place="device:${path}"]`);

describe(`drives that come and go in the window on ${PLATFORM}`, () => {
  it('are there and gone within a second', async () => {
    const loop = makeLoop(folder, 64 * 1024 ** 2);
    const attached = performance.now();
    await card(loop.device).waitFor();
    const came = performance.now() - attached;
    loop.detach();
    const detached = performance.now();
    await card(loop.device).waitFor({ state: 'detached' });
    expect(came).toBeLessThan(1000);
    expect(performance.now() - detached).toBeLessThan(1000);
  });

  it('do not move the cards that are there', async () => {
    const others = (): Promise<unknown> => Promise.all(['image', 'folder'].map((key) => cornerOf(window.page.locator(`[data-place="${key}"]`))));
    const stood = await others();
    const first = makeLoop(folder, 64 * 1024 ** 2);
    const second = makeLoop(folder, 64 * 1024 ** 2);
    await card(second.device).waitFor();
    first.detach();
    await card(first.device).waitFor({ state: 'detached' });
    const before = await cornerOf(card(second.device));
    // The kernel gives it the lower number again; it comes behind all the same.
    const third = makeLoop(folder, 64 * 1024 ** 2);
    await card(third.device).waitFor();
    expect(third.device).toBe(first.device);
    expect(before).toBeDefined();
    expect(await others()).toEqual(stood);
    expect(await cornerOf(card(second.device))).toEqual(before);
    for (const loop of [second, third]) {
      loop.detach();
      await card(loop.device).waitFor({ state: 'detached' });
    }
  });

  it('are locked while they are in use, and say by whom', async () => {
    const { page } = window;
    const loop = makeLoop(folder, 64 * 1024 ** 2);
    const own = card(loop.device);
    await own.getByRole('checkbox').check();
    sh('mkswap', '-q', loop.device);
    sh('swapon', loop.device);
    try {
      await page.evaluate(() => (globalThis as unknown as { tarstrap: { refreshDrives: () => Promise<unknown> } }).tarstrap.refreshDrives());
      await own.getByText(`In use: ${loop.device} is used as swap. Free it, as root: swapoff ${loop.device}`).waitFor();
      expect(await page.getByRole('group').filter({ has: own }).locator('summary').textContent()).toContain('that cannot be written');
      expect(await own.getByRole('checkbox').count()).toBe(0);
      await page.getByRole('button', { name: /^Review/ }).waitFor({ state: 'detached' });
      const drag = await dragOver(page, own, [loop.file]);
      await own.and(page.locator('[data-look="refuses"]')).getByText('Locked').waitFor();
      await drag.leave();
      await own.getByRole('button').first().click({ force: true });
      expect((await stateOf(page)).review).toBeNull();
    } finally {
      sh('swapoff', loop.device);
    }
    // Nobody tells of that: a press looks again.
    await own.and(page.locator('[data-locked="true"]')).getByRole('button').first().click({ force: true });
    await own.and(page.locator('[data-locked="false"]')).waitFor();
    loop.detach();
    await own.waitFor({ state: 'detached' });
  });

  it('cannot be told apart by name: one that takes the place of another in Review is refused', async () => {
    const loop = makeLoop(folder, 64 * 1024 ** 2);
    await card(loop.device).getByRole('button').first().click();
    await untilState(window.page, ({ review }) => review?.plan.kind === 'waiting');
    const other = join(folder, 'other.img');
    writeFileSync(other, Buffer.alloc(64 * 1024 ** 2, 'precious'));
    sh('losetup', '--detach', loop.device);
    sh('losetup', loop.device, other);
    const { review } = await untilState(window.page, (state) => state.review?.plan.kind === 'refused');
    expect(review?.plan).toMatchObject({ problem: { code: 'target-changed' } });
    sh('losetup', '--detach', loop.device);
    expect(readFileSync(other).equals(Buffer.alloc(64 * 1024 ** 2, 'precious'))).toBe(true);
    rmSync(other);
    expect((await stateOf(window.page)).job).toBeNull();
  });

  it('can be chosen again where one is put back, as the advice says', async () => {
    const { page } = window;
    await beginAnew(page);
    const loop = makeLoop(folder, 64 * 1024 ** 2);
    await card(loop.device).getByRole('button').first().click();
    await untilState(page, ({ review }) => review?.plan.kind === 'waiting');
    sh('losetup', '--detach', loop.device);
    sh('losetup', loop.device, loop.file);
    await page.getByText('Go back to the drives, and choose it again.').first().waitFor();
    await page.getByRole('button', { name: 'Back to drives' }).click();
    await card(loop.device).getByRole('button').first().click();
    await untilState(page, ({ review }) => review?.plan.kind === 'waiting');
    await page.getByRole('button', { name: 'Back to drives' }).click();
    loop.detach();
  });

  it('stay where they cannot be listed for a while, and are listed again by themselves', async () => {
    const { hangs, wrapper } = hanging('/usr/bin/lsblk', folder);
    const executable = join(folder, 'window');
    writeFileSync(executable, `#!/bin/sh\nexec ${[...wrapper, EXECUTABLE].map(shellQuote).join(' ')} "$@"\n`, { mode: 0o755 });
    const loop = makeLoop(folder, 64 * 1024 ** 2);
    await using other = await openApp({ executable });
    const own = other.page.locator(`[data-place="device:${loop.device}"]`);
    await own.waitFor();
    writeFileSync(hangs, '');
    const late = makeLoop(folder, 64 * 1024 ** 2);
    await other.page.getByText(/lsblk/).first().waitFor();
    expect(await own.isVisible()).toBe(true);
    // Nothing more happens to the drives: no event tells that they can be listed again.
    rmSync(hangs);
    await other.page.locator(`[data-place="device:${late.device}"]`).waitFor();
    expect((await stateOf(other.page)).drives.problem).toBeNull();
    expect(await own.isVisible()).toBe(true);
    for (const { detach } of [loop, late]) detach();
  });
});
