import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { leftovers } from '../lab/devices.ts';
import { makeRootfs } from '../lab/rootfs.ts';
import { type App, beginAnew, drop, openApp, stateOf, stubDialogs, untilState } from '../lab/window.ts';

/** What a system is to know at its first boot, typed in Review. */

const SECRET = 'correct horse battery';
const KEY = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA${'x'.repeat(42)} me@home`;

let folder: string;
let archive: string;
let window: App;

beforeAll(async () => {
  folder = mkdtempSync('/var/tmp/window-first-boot-');
  archive = makeRootfs(folder, { files: 20, bytes: 2_000_000 });
  window = await openApp();
});
beforeEach(async () => {
  await drop(window.page, window.page.locator('[data-place="image"]').first(), archive);
  await untilState(window.page, ({ review }) => review?.plan.kind === 'ready');
  await window.page.getByText('First boot', { exact: false }).first().click();
});
afterEach(async () => {
  await beginAnew(window.page);
  await vi.waitFor(() => expect(leftovers()).toEqual([]), { timeout: 10_000 });
});
afterAll(async () => {
  await window.close();
  rmSync(folder, { recursive: true, force: true });
});

const field = (label: string) => window.page.getByLabel(label, { exact: true });

async function fill(label: string, text: string): Promise<void> {
  await field(label).fill(text);
  await field(label).blur();
}

const saidOf = async () => (await stateOf(window.page)).review?.firstBoot;
const untilSaid = (said: object) => vi.waitFor(async () => expect(await saidOf()).toMatchObject(said), { timeout: 10_000 });
const linesOf = async (): Promise<string> => (await stateOf(window.page)).review?.lanes[0]?.planned?.lines.join('\n') ?? '';

it('goes into the plan as it is typed, and no password comes back', { timeout: 120_000 }, async () => {
  const { page } = window;
  await fill('Host name', 'pi');
  await fill('User', 'me');
  await fill('Password', SECRET);
  await fill('SSH keys', `${KEY}\n`);
  expect(await field('Wi-Fi password').isDisabled()).toBe(true);
  await fill('Wi-Fi name', 'home');
  await untilSaid({ wifi: { ssid: 'home' } });
  await fill('Wi-Fi password', SECRET);
  await fill('Country', 'de');
  await untilSaid({ hostname: 'pi', user: { name: 'me', hasPassword: true, sshKeys: [KEY] }, wifi: { ssid: 'home', hasPassword: true, country: 'DE' } });
  expect(await linesOf()).toContain('First boot: ');
  await page.getByText('pi · me · 1 SSH key · Wi-Fi home').waitFor();
  expect(await field('Password').inputValue()).toBe('');
  const state = JSON.stringify(await stateOf(page));
  for (const secret of [SECRET, '$6$']) expect(state).not.toContain(secret);
  expect(await page.content()).not.toContain(SECRET);
  expect(state).not.toMatch(/[0-9a-f]{64}/);

  await page.getByRole('button', { name: 'Forget', exact: true }).first().click();
  await untilSaid({ user: { hasPassword: false } });
  await page.getByRole('button', { name: 'Forget all of it' }).click();
  await untilSaid({ hostname: '', user: { name: '' }, wifi: { ssid: '', hasPassword: false } });
  expect(await linesOf()).not.toContain('First boot: ');
  expect(window.complaints).toEqual([]);
});

it('says in its field what it takes, and sends nothing else', { timeout: 120_000 }, async () => {
  await fill('Host name', 'a b');
  await fill('User', 'root');
  await fill('SSH keys', '-----BEGIN OPENSSH PRIVATE KEY-----');
  for (const label of ['Host name', 'User', 'SSH keys']) expect(await field(label).getAttribute('aria-invalid')).toBe('true');
  await fill('Locale', 'de_DE.UTF-8');
  await untilSaid({ hostname: '', locale: 'de_DE.UTF-8', user: { name: '', sshKeys: [] } });
  await fill('Password', SECRET);
  const { review } = await untilState(window.page, (state) => state.review?.plan.kind === 'refused');
  expect(review?.plan).toMatchObject({ problem: { facts: { problem: 'The user needs a name.' } } });
  await window.page.getByRole('button', { name: 'Forget all of it' }).click();
  await untilState(window.page, (state) => state.review?.plan.kind === 'ready');
});

const start = () => window.page.getByRole('button', { name: /^Make / });
const untilStartable = (isStartable: boolean) => vi.waitFor(async () => expect(await start().isEnabled()).toBe(isStartable), { timeout: 10_000 });

/** What the button is described by. */
async function whyNot(): Promise<string | null> {
  const id = await start().getAttribute('aria-describedby');
  return id === null ? null : window.page.locator(`[id="${id}"]`).textContent();
}

it('holds the start up until it is right, also where it is folded away', { timeout: 120_000 }, async () => {
  const { page } = window;
  await fill('Wi-Fi name', 'home');
  await untilSaid({ wifi: { ssid: 'home' } });
  await untilStartable(true);
  expect(await whyNot()).toBeNull();
  await fill('Wi-Fi password', '1234567');
  await fill('SSH keys', '-----BEGIN OPENSSH PRIVATE KEY-----');
  await untilStartable(false);
  expect(await whyNot()).toBe('Correct or empty first: Wi-Fi password SSH keys');
  await page.locator('summary', { hasText: 'First boot' }).click();
  expect(await field('Wi-Fi password').isVisible()).toBe(false);
  await page.getByRole('button', { name: 'Wi-Fi password' }).click();
  await page.locator('details[open] input:focus').waitFor();
  await page.keyboard.type('8');
  await field('SSH keys').fill('');
  await untilStartable(true);
  await untilSaid({ wifi: { hasPassword: true } });
  // Also where it is no answer of the first boot.
  await fill('Size', '4,5G');
  await untilStartable(false);
  expect(await whyNot()).toBe('Correct or empty first: Size');
  await page.getByRole('button', { name: /^Back/ }).click();
  await page.locator('[data-place="image"]').first().getByRole('button').first().click();
  // What was not taken is not there any more.
  await untilStartable(true);
  expect(await field('Size').inputValue()).toBe('');
});

it('is read from a file, and a file that is none changes nothing', { timeout: 120_000 }, async () => {
  const path = join(folder, 'first.toml');
  writeFileSync(path, 'hostname = "pi"\ntimezone = "Europe/Berlin"\ngrow = true\n');
  await stubDialogs(window, { file: path });
  await fill('Time zone', 'Berlin');
  await window.page.getByRole('button', { name: 'Read from a file…' }).click();
  await untilSaid({ hostname: 'pi', timezone: 'Europe/Berlin', more: ['grows to the end of its drive'] });
  await vi.waitFor(async () => expect(await field('Host name').inputValue()).toBe('pi'));
  // What was half typed gives way to it.
  expect(await field('Time zone').inputValue()).toBe('Europe/Berlin');
  writeFileSync(path, 'hostname = "a b"\n');
  await window.page.getByRole('button', { name: 'Read from a file…' }).click();
  await window.page.getByRole('status', { name: 'Message' }).getByText('hostname takes').waitFor();
  await untilSaid({ hostname: 'pi' });
  await window.page.getByRole('button', { name: 'Forget all of it' }).click();
  await untilSaid({ hostname: '', more: [] });
});

it('is not asked for a folder, nor a partition that is kept', { timeout: 120_000 }, async () => {
  await stubDialogs(window, { file: folder });
  await window.page.evaluate(async () => {
    const { tarstrap } = globalThis as unknown as { tarstrap: { chooseTarget: (ref: object) => Promise<unknown> } };
    await tarstrap.chooseTarget({ kind: 'folder' });
  });
  await untilState(window.page, ({ review }) => review?.lanes[0]?.target.kind === 'directory');
  expect(await saidOf()).toBeNull();
  await vi.waitFor(async () => expect(await window.page.getByText('First boot').count()).toBe(0));
});
