import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { findLayout } from '../../shared/layouts.ts';
import { makeAlpine } from './alpine.ts';
import { makeBoard } from './board.ts';
import { type Look, place, planned, press, type Stage } from './stage.ts';
import { type App, drop, stubDialogs, untilState } from './window.ts';

/** Review with the layouts that are chosen for the user, and by him, and with what he says for the first boot. */

export async function visitLayouts(window: App, { folder, archive, drive }: Stage, look: Look): Promise<void> {
  const { page } = window;
  const openOnDrive = async (path: string): Promise<void> => {
    await drop(page, place(page, 'zone'), path);
    await untilState(page, (state) => state.archive.kind === 'ready' && state.archive.path === path);
    await place(page, `device:${drive.device}`).getByRole('button').first().click();
    await planned(page);
  };
  await openOnDrive(makeBoard(folder, { 'boot/u-boot-rockchip.bin': 500_000 }));
  await look('70-layout-chosen');
  await press(page, 'Back to drives');
  await openOnDrive(makeBoard(folder, { 'boot/flash.bin': 500_000 }));
  await look('71-layouts-fit');
  await press(page, 'Back to drives');
  await openOnDrive(makeAlpine(folder));
  await look('76-fat-alone');
  await press(page, 'Back to drives');
  await openOnDrive(makeBoard(folder, { 'boot/vmlinuz-6.12.57-amd64': Buffer.alloc(2_000_000, 'MZ'), 'usr/bin/sh': readFileSync('/usr/bin/true') }));
  await page.getByLabel('Layout').selectOption('uefi-x64');
  await page.getByText('UEFI shell').first().waitFor();
  await look('77-uefi-shell');
  const [good, bad] = ['layout-of-a-board-with-a-very-long-name-that-goes-on-and-on.json', 'notes-that-are-no-layout.json'].map((name) =>
    join(folder, name),
  ) as [string, string];
  writeFileSync(good, JSON.stringify({ ...findLayout('rpi-os'), title: 'A board of our own, with a title that is as long as one of a layout may be here' }));
  writeFileSync(bad, '{}');
  for (const [file, name] of [
    [bad, '72-layout-file-refused'],
    [good, '73-layout-of-a-file'],
  ] as const) {
    await stubDialogs(window, { file });
    await page.getByLabel('Layout').selectOption({ label: 'Another layout file…' });
    await untilState(page, ({ review }) => (file === bad) === (review?.ownLayout.problem !== null));
    await look(name);
  }
  await visitFirstBoot(page, look);
  await press(page, 'Back to drives');
  await drop(page, place(page, 'zone'), archive);
  await untilState(page, (state) => state.archive.kind === 'ready' && state.archive.path === archive);
}

async function visitFirstBoot(page: Page, look: Look): Promise<void> {
  const fill = async (label: string, text: string): Promise<void> => {
    await page.getByLabel(label, { exact: true }).fill(text);
    await page.getByLabel(label, { exact: true }).blur();
  };
  /** In a window of another size it may be out of sight. */
  const lookAtFields = async (name: string): Promise<void> => {
    await page.setViewportSize({ width: 1120, height: 720 });
    await page.getByRole('button', { name: 'Read from a file…' }).scrollIntoViewIfNeeded();
    await look(name);
  };
  await page.getByText('First boot').first().click();
  await lookAtFields('74-first-boot');
  await fill('Host name', 'a-host-name-that-is-long.in-a-domain.example.org');
  await fill('User', 'somebody-with-a-long-name');
  await fill('Password', 'correct horse battery');
  await fill('SSH keys', `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA${'x'.repeat(42)} me@a-machine-with-a-long-name.example.org`);
  await fill('Wi-Fi name', 'A network of 32 letters in all.');
  await page.getByText(/Wi-Fi A network/).waitFor();
  await fill('Wi-Fi password', 'correct horse battery');
  await fill('Country', 'Germany');
  await fill('Time zone', 'Berlin');
  await untilState(page, ({ review }) => review?.firstBoot?.wifi.hasPassword === true && review.firstBoot.user.hasPassword);
  await lookAtFields('75-first-boot-said');
  await page.getByRole('button', { name: 'Forget all of it' }).click();
  await untilState(page, ({ review }) => review?.firstBoot?.hostname === '');
  await page.getByText('First boot').first().click();
}
