import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { leftovers } from '../lab/devices.ts';
import { makeNested } from '../lab/nested.ts';
import { type App, drop, openApp, pressStart, stateOf, untilState } from '../lab/window.ts';

/** What is said before anything is written, and the one press that helps. */

let folder: string;
let window: App;

beforeAll(async () => {
  folder = mkdtempSync('/var/tmp/window-remarks-');
  window = await openApp();
});
afterEach(() => vi.waitFor(() => expect(leftovers()).toEqual([]), { timeout: 10_000 }));
afterAll(async () => {
  await window.close();
  rmSync(folder, { recursive: true, force: true });
});

it('stands on the card and in Review, and a folder is taken by one press and given back by another', { timeout: 120_000 }, async () => {
  const { page } = window;
  const archive = makeNested(folder, 'rootfs');
  const card = page.getByRole('region', { name: 'Archive' });
  const wrapped = /lies in the folder rootfs, not at the top/;
  await drop(page, page.locator('[data-place="image"]').first(), archive);
  await untilState(page, ({ review }) => review?.plan.kind === 'ready');
  await page.getByText(wrapped).nth(1).waitFor();
  expect(await card.getByText(wrapped).count()).toBe(1);

  await card.getByRole('button', { name: 'Use the folder rootfs' }).click();
  const inner = await untilState(page, (state) => state.archive.kind === 'ready' && state.archive.facts.inside !== null && state.review?.plan.kind === 'ready');
  expect(inner.review?.plan).toMatchObject({ remarks: [{ id: 'one-user' }, { id: 'root-closed' }, { id: 'no-kernel' }] });
  await page.getByText('Unpack only the folder rootfs').waitFor();
  expect(await page.getByText(wrapped).count()).toBe(0);
  expect(await page.getByText(/Everything belongs to user 1000/).count()).toBe(2);

  await card.getByRole('button', { name: 'Use the whole archive' }).click();
  await untilState(page, (state) => state.archive.kind === 'ready' && state.archive.facts.inside === null && state.review?.plan.kind === 'ready');
  await card.getByText(wrapped).waitFor();

  await card.getByRole('button', { name: 'Use the folder rootfs' }).click();
  await untilState(page, (state) => state.archive.kind === 'ready' && state.archive.facts.inside !== null && state.review?.plan.kind === 'ready');
  // The archive comes first, and then the plan for it.
  await page.getByText('Unpack only the folder rootfs').waitFor();
  await pressStart(page, /^Make /);
  const { job } = await untilState(page, (state) => state.job?.stage === 'ended');
  expect(job?.outcome).toMatchObject({ kind: 'finished', summary: { verified: 'full' } });
  expect(statSync(join(folder, 'nested.img')).size).toBeGreaterThan(1e6);
  expect((await stateOf(page)).archive).toMatchObject({ kind: 'ready', facts: { inside: { folder: 'rootfs' } } });
});
