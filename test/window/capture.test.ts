import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { leftovers, type Loop, makeLoop, sh, throttleReads } from '../lab/devices.ts';
import { type App, beginAnew, openApp, PLATFORM, stateOf, stubDialogs, untilState } from '../lab/window.ts';

/** The way back, by its button and by a drag. */

const MiB = 1024 ** 2;
let folder: string;
let loop: Loop;
let window: App;

beforeAll(async () => {
  folder = mkdtempSync('/var/tmp/window-capture-');
  loop = makeLoop(folder, 256 * MiB);
  const tree = join(folder, 'tree');
  sh('mkdir', '-p', join(tree, 'etc'), join(tree, 'usr'), join(tree, 'home/me'));
  sh('sh', '-c', `head -c 60M /dev/urandom > ${join(tree, 'usr/large')}`);
  writeFileSync(join(tree, 'home/me/.bash_history'), 'rm');
  sh('mkfs.ext4', '-q', '-L', 'my card', '-d', tree, loop.device);
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

const card = () => window.page.locator(`[data-place="device:${loop.device}"]`).first();
const press = (name: RegExp | string) => window.page.getByRole('button', { name }).first().click();

describe(`a drive, on ${PLATFORM}`, () => {
  it('is captured by its button: planned, packed, and the archive is there', { timeout: 60_000 }, async () => {
    const { page } = window;
    const archive = join(folder, 'card.tar.zst');
    await stubDialogs(window, { file: archive });
    await card()
      .getByRole('button', { name: /^Capture…/ })
      .click();
    const { capture } = await untilState(page, (state) => state.capture?.plan.kind === 'ready');
    expect(capture).toMatchObject({ archive, source: { path: loop.device }, plan: { replaces: [] } });
    await page.getByRole('heading', { name: /^Capture / }).waitFor();
    await page.getByLabel('Purpose').selectOption({ label: 'To give away: no keys, logs, histories' });
    await untilState(page, (state) => state.capture?.options.giveAway === true);
    await page.getByText(/histories of shells/).waitFor();
    await press('Make card.tar.zst');
    const { job } = await untilState(page, (state) => state.job?.stage === 'ended');
    expect(job?.outcome).toMatchObject({ kind: 'finished', summary: { archive: { path: archive } } });
    await page.getByText('card.tar.zst is complete.').waitFor();
    const names = execFileSync('tar', ['-tf', archive], { encoding: 'utf8' }).split('\n');
    expect(names).toContain('./usr/large');
    expect(names).not.toContain('./home/me/.bash_history');
    await press('Back to drives');
    expect((await stateOf(page)).capture).toBeNull();
  });

  it('is captured by a drag onto the archive; cancelled, it leaves nothing', { timeout: 60_000 }, async () => {
    const { page } = window;
    const archive = join(folder, 'dragged.tar.zst');
    await stubDialogs(window, { file: archive });
    await card().dragTo(page.locator('[data-place="zone"]').first());
    await untilState(page, (state) => state.capture?.plan.kind === 'ready');
    throttleReads(loop.number, 8 * MiB);
    sh('blockdev', '--flushbufs', loop.device);
    await press('Make dragged.tar.zst');
    await untilState(page, ({ job }) => job?.phase === 'pack');
    await page.getByRole('heading', { name: /^Capturing / }).waitFor();
    await press('Cancel…');
    await page.getByText('No archive is left, and the drive stays as it is.').waitFor();
    await press('Cancel the job');
    const { job } = await untilState(page, (state) => state.job?.stage === 'ended');
    throttleReads(loop.number, 0);
    expect(job?.outcome).toMatchObject({ kind: 'cancelled' });
    await page.getByText('No archive was made, and nothing was written to the source.', { exact: true }).waitFor();
    // To those who do not look as well.
    await page.getByText('Cancelled. No archive was made').waitFor({ state: 'attached' });
    expect(existsSync(archive)).toBe(false);
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('an archive that is there is replaced only behind a button that says so', { timeout: 60_000 }, async () => {
    const { page } = window;
    const archive = join(folder, 'there.tar.gz');
    writeFileSync(archive, 'before');
    await stubDialogs(window, { file: archive });
    await card()
      .getByRole('button', { name: /^Capture…/ })
      .click();
    await page.getByText('there.tar.gz is there already, and will be replaced.').waitFor();
    await press('Replace there.tar.gz');
    await untilState(page, (state) => state.job?.outcome?.kind === 'finished');
    expect(execFileSync('tar', ['-tf', archive], { encoding: 'utf8' })).toContain('./usr/large');
  });
});
