import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { findLayout } from '../../shared/layouts.ts';
import { OWN } from '../../shared/ownLayout.ts';
import { makeAlpine } from '../lab/alpine.ts';
import { makeBoard } from '../lab/board.ts';
import { leftovers } from '../lab/devices.ts';
import { type App, beginAnew, drop, openApp, stubDialogs, untilState } from '../lab/window.ts';

/** Which layout a drive gets: what fits is chosen for the user, and he may choose any other. */

let folder: string;
let window: App;

beforeAll(async () => {
  folder = mkdtempSync('/var/tmp/window-layout-');
  window = await openApp();
});
afterEach(async () => {
  await beginAnew(window.page);
  await vi.waitFor(() => expect(leftovers()).toEqual([]), { timeout: 10_000 });
});
afterAll(async () => {
  await window.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What is read out is not in sight. */
const said = (words: string | RegExp) => window.page.getByRole('main').getByText(words);
const field = () => window.page.getByLabel('Layout');
const laidAs = (id: string) => untilState(window.page, ({ review }) => review?.plan.kind === 'ready' && review.options.layoutId === id);
const dropOnImage = (archive: string) => drop(window.page, window.page.locator('[data-place="image"]').first(), archive);

it('is the one that the archive is made for, with the reason, until another is chosen', { timeout: 120_000 }, async () => {
  const { page } = window;
  await dropOnImage(makeBoard(folder, { 'boot/u-boot-rockchip.bin': 500_000 }));
  await laidAs('rockchip');
  await said(/^The layout “Rockchip.*” is chosen, because the archive has the boot loader boot\/u-boot-rockchip\.bin\.$/).waitFor();
  expect(await field().inputValue()).toBe('rockchip');
  await field().selectOption('single');
  await laidAs('single');
  await page.getByRole('button', { name: /^Use “Rockchip/ }).click();
  await laidAs('rockchip');
  await vi.waitFor(async () => expect(await field().inputValue()).toBe('rockchip'));
  expect(await said(/is made for that/).count()).toBe(0);
});

it('leaves no choice of a filesystem where it has FAT at /', { timeout: 120_000 }, async () => {
  const { page } = window;
  await dropOnImage(makeAlpine(folder));
  await laidAs('rpi-alpine');
  await said(/^The layout “Raspberry Pi, Alpine.*” is chosen, because the archive has a system that a Raspberry Pi loads into its memory\.$/).waitFor();
  expect(await page.getByLabel('Filesystem').count()).toBe(0);
  await field().selectOption('single');
  await page.getByLabel('Filesystem').waitFor();
});

it('is one of several that fit by one press', { timeout: 120_000 }, async () => {
  const { page } = window;
  await dropOnImage(makeBoard(folder, { 'boot/flash.bin': 500_000 }));
  await laidAs('single');
  await page.getByRole('button', { name: 'Use “i.MX8M Nano and Plus, i.MX8X, i.MX9”' }).click();
  await laidAs('imx8mn');
});

it('is that of a file, and stays what it was where the file is none, or nobody has chosen one', { timeout: 120_000 }, async () => {
  await dropOnImage(makeBoard(folder, {}));
  await laidAs('single');
  const [good, bad] = ['good.json', 'bad.json'].map((name) => join(folder, name)) as [string, string];
  writeFileSync(good, JSON.stringify({ ...findLayout('boot-root'), id: 'single', title: 'A board of mine' }));
  writeFileSync(bad, '{}');

  await stubDialogs(window, {});
  await field().selectOption({ label: 'Another layout file…' });
  await vi.waitFor(async () => expect(await field().inputValue()).toBe('single'));

  await stubDialogs(window, { file: bad });
  await field().selectOption({ label: 'Another layout file…' });
  await said(`${bad} is not a layout file: it lacks`).waitFor();
  expect(await field().inputValue()).toBe('single');
  await laidAs('single');

  await stubDialogs(window, { file: good });
  await field().selectOption({ label: 'Another layout file…' });
  await laidAs(OWN);
  await vi.waitFor(async () => expect(await field().locator('option:checked').textContent()).toBe('A board of mine'));
  expect(await said('is not a layout file').count()).toBe(0);
  expect(window.complaints).toEqual([]);
});
