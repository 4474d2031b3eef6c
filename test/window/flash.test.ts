import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { cli } from '../lab/cli.ts';
import { leftovers, type Loop, makeLoop } from '../lab/devices.ts';
import { makeRootfs } from '../lab/rootfs.ts';
import { type App, beginAnew, dragOver, drop, openApp, PLATFORM, pressStart, stateOf, stubDialogs, untilState } from '../lab/window.ts';

/** What the app is for, done as its users do it: real archives, a real engine, real drives. */

const MiB = 1024 ** 2;
/** As CDP counts what is held. */
const CONTROL = 2;
let folder: string;
let archive: string;
let window: App;
let loop: Loop;

beforeAll(async () => {
  folder = mkdtempSync('/var/tmp/window-flash-');
  archive = makeRootfs(folder, { files: 200, bytes: 20_000_000 });
  loop = makeLoop(folder, 256 * MiB);
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

const place = (key: string) => window.page.locator(`[data-place="${key}"]`);
const button = (name: RegExp | string) => window.page.getByRole('button', { name });
const finished = () => untilState(window.page, ({ job }) => job?.outcome?.kind === 'finished');

describe(`the window on ${PLATFORM}`, () => {
  it('flashes a tarball that is dropped on a drive card', async () => {
    const { page } = window;
    await drop(page, place(`device:${loop.device}`), archive);
    await page.getByRole('heading', { name: /^Write to / }).waitFor();
    await pressStart(page, /^Erase .*268 MB.* and write$/);
    const { job } = await finished();
    expect(job?.outcome).toMatchObject({ summary: { verified: 'full', entries: expect.any(Number) } });
    await page
      .getByText(/safe to unplug/i)
      .first()
      .waitFor();
    // What the terminal verifies, it reads from the drive itself, in a process of its own.
    expect(await cli('verify', archive, loop.device)).toMatchObject({ code: 0 });
  });

  it('reads a tarball again that was built anew behind its plan, before it asks for root, and after a job', async () => {
    const { page } = window;
    const built = join(folder, 'built.tar');
    const build = (from: string): void => {
      copyFileSync(from, `${built}.new`);
      renameSync(`${built}.new`, built);
    };
    build(archive);
    await drop(page, place(`device:${loop.device}`), built);
    await untilState(page, ({ review }) => review?.plan.kind === 'ready');
    build(makeRootfs(folder, { files: 100, bytes: 10_000_000 }));
    await pressStart(page, /^Erase /);
    await page.getByText('has changed, and is read again').first().waitFor();
    await pressStart(page, /^Erase /);
    await finished();
    expect(await cli('verify', built, loop.device)).toMatchObject({ code: 0 });
    build(archive);
    await button('Again with another drive').click();
    await untilState(page, ({ archive: view }) => view.kind === 'ready' && view.facts.file.ino === `${statSync(built).ino}`);
  });

  it('opens a tarball that is dropped on the archive zone, or anywhere else, and says what it is', async () => {
    const { page } = window;
    await drop(page, place('zone'), archive);
    await untilState(page, ({ archive: view }) => view.kind === 'ready');
    await page.getByText('Test Linux 1').waitFor();
    await page.getByText(/will not boot by itself/).waitFor();
    expect((await stateOf(page)).review).toBeNull();
    await button('Close').click();
    await drop(page, page.getByRole('heading', { name: 'Drives' }), archive);
    await untilState(page, ({ archive: view }) => view.kind === 'ready');
  });

  it('takes names that no terminal likes', async () => {
    const odd = join(folder, `ü $HOME "q" 'a' ${'x'.repeat(150)}.tar`);
    writeFileSync(odd, readFileSync(archive));
    await drop(window.page, place('zone'), odd);
    const { archive: view } = await untilState(window.page, ({ archive: found }) => found.kind === 'ready');
    expect(view).toMatchObject({ path: odd });
  });

  it('shows while dragging which places would take it', async () => {
    const { page } = window;
    const drag = await dragOver(page, place('image'), [archive]);
    await page.locator('[data-place="image"][data-look="accepts"][data-over="true"]').waitFor();
    expect(await place('zone').first().getAttribute('data-look')).toBe('accepts');
    const locked = page.locator('article[data-locked="true"]').first();
    expect(await locked.getAttribute('data-look')).toBe('refuses');
    await drag.leave();
    await page.locator('[data-place="image"][data-look="idle"]').waitFor();
  });

  it('refuses more than one file at a time', async () => {
    const { page } = window;
    const drag = await dragOver(page, place('image'), [archive, archive]);
    await page.getByText('One file at a time').first().waitFor();
    await drag.drop();
    expect((await stateOf(page)).archive.kind).toBe('none');
  });

  it.each([
    ['a text', 'notes.txt', Buffer.from('no tarball'), /is neither a tarball nor a disk image/],
    ['a damaged disk image', 'disk.img', damagedImage(), /partition table of .* is damaged/],
    ['an empty file', 'empty.tar', Buffer.alloc(0), /is empty/],
    ['a folder', '', Buffer.alloc(0), /not an archive/],
  ])('refuses %s in its place, in a sentence', async (_, name, content, sentence) => {
    const { page } = window;
    const path = name === '' ? folder : join(folder, name);
    if (name !== '') writeFileSync(path, content);
    await drop(page, place('zone'), path);
    await place('zone').first().getByText(sentence).first().waitFor();
    await drop(page, place('image'), path);
    await place('image').getByText(sentence).first().waitFor();
    await untilState(page, ({ review }) => review === null);
  });

  it('unpacks into a folder that is chosen in a dialog', async () => {
    const { page } = window;
    const tree = join(folder, 'tree');
    mkdirSync(tree);
    await stubDialogs(window, { file: tree });
    await drop(page, place('folder'), archive);
    await button(/^Unpack into /).click();
    await finished();
    expect(readFileSync(join(tree, 'etc/fstab'), 'utf8')).toBe('/dev/sda1 / ext4 defaults 0 1\n');
  });

  it('writes to a fixed drive only when its name was typed', async () => {
    const { page } = window;
    const zram = readFileSync('/sys/class/zram-control/hot_add', 'latin1').trim();
    writeFileSync(`/sys/block/zram${zram}/disksize`, '1G');
    try {
      await drop(page, place('zone'), archive);
      await page.evaluate(async (path) => {
        const { tarstrap } = globalThis as unknown as { tarstrap: { chooseTarget: (ref: object) => Promise<unknown> } };
        await tarstrap.chooseTarget({ kind: 'device', path });
      }, `/dev/zram${zram}`);
      await untilState(page, ({ review }) => review?.plan.kind === 'ready' && review.plan.confirmation === review.lanes[0]?.target.path);
      const field = page.getByLabel(/^Type .* to confirm$/);
      expect(await button(/^Erase /).isDisabled()).toBe(true);
      await field.fill('/dev/zram');
      expect(await button(/^Erase /).isDisabled()).toBe(true);
      await field.fill(`/dev/zram${zram}`);
      expect(await button(/^Erase /).isEnabled()).toBe(true);
      await button('Back to drives').click();
    } finally {
      await untilState(page, ({ review }) => review === null);
      writeFileSync('/sys/class/zram-control/hot_remove', zram);
    }
  });

  it('is complete by keyboard, from the start to the end', async () => {
    const { page } = window;
    await stubDialogs(window, { file: archive });
    await page.keyboard.press('Control+o');
    await untilState(page, ({ archive: view }) => view.kind === 'ready');
    await tabTo(/^Disk image/);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Make a disk image' }).waitFor();
    await vi.waitFor(async () => expect(await focused()).toMatch(/Make a disk image/));
    await untilState(page, ({ review }) => review?.plan.kind === 'ready');
    await page.keyboard.press('Escape');
    await untilState(page, ({ review }) => review === null);
    await vi.waitFor(async () => expect(await focused()).toMatch(/^Disk image/));
    await page.keyboard.press('Enter');
    const { review } = await untilState(page, (state) => state.review?.plan.kind === 'ready');
    // A press counts only for the plan that main has, and the page shows that a moment later.
    await page.locator(`[data-plan="${review?.plan.kind === 'ready' ? review.plan.id : 0}"]`).waitFor();
    await tabTo(/^Make .*\.img/);
    await page.keyboard.press('Enter');
    await finished();
    await tabTo(/^New archive/);
    await page.keyboard.press('Enter');
    await untilState(page, ({ job, archive: view }) => job === null && view.kind === 'none');
    rmSync(archive.replace(/\.tar$/, '.img'));
  });

  it.each([
    ['Latin', { key: 'o', code: 'KeyO' }, true],
    ['Dvorak', { key: 'o', code: 'KeyS' }, true],
    ['Dvorak, the key beside it', { key: 'r', code: 'KeyO' }, false],
    ['Cyrillic', { key: 'щ', code: 'KeyO' }, true],
    ['Greek', { key: 'ο', code: 'KeyO' }, true],
  ])('opens an archive with Ctrl+O on a keyboard that is %s', async (_, typed, isOpened) => {
    const { page } = window;
    await stubDialogs(window, { file: archive });
    const session = await page.context().newCDPSession(page);
    for (const type of ['keyDown', 'keyUp'] as const) await session.send('Input.dispatchKeyEvent', { type, ...typed, modifiers: CONTROL });
    await session.detach();
    if (isOpened) await untilState(page, ({ archive: view }) => view.kind === 'ready');
    else expect((await stateOf(page)).archive.kind).toBe('none');
  });

  it('puts percent in its title, keeps the machine awake, and tells the desktop of the end', async () => {
    const { page, app } = window;
    await app.evaluate(({ BrowserWindow, Notification, powerSaveBlocker }) => {
      const seen = { titles: [] as string[], notes: [] as string[], blockers: [] as string[] };
      Object.assign(globalThis, { seen });
      const [main] = BrowserWindow.getAllWindows();
      const setTitle = main?.setTitle.bind(main);
      if (main) {
        main.setTitle = (title) => {
          seen.titles.push(title);
          setTitle?.(title);
        };
      }
      Notification.prototype.show = function show(this: { body: string }) {
        seen.notes.push(this.body);
      };
      const start = powerSaveBlocker.start.bind(powerSaveBlocker);
      const stop = powerSaveBlocker.stop.bind(powerSaveBlocker);
      powerSaveBlocker.start = (type) => {
        seen.blockers.push(`start ${type}`);
        return start(type);
      };
      powerSaveBlocker.stop = (id) => {
        seen.blockers.push('stop');
        return stop(id);
      };
    });
    await drop(page, place(`device:${loop.device}`), archive);
    await button(/^Erase /).click();
    await finished();
    const seen = await app.evaluate(() => (globalThis as unknown as { seen: { titles: string[]; notes: string[]; blockers: string[] } }).seen);
    expect(seen.titles.some((title) => /^\d+ % · .* · Tarstrap$/.test(title))).toBe(true);
    expect(seen.titles.at(-1)).toMatch(/^Done · /);
    expect(seen.notes).toEqual(['Done. The drive is safe to unplug.']);
    expect(seen.blockers).toEqual(['start prevent-app-suspension', 'stop']);
  });
});

/** Presses Tab until what has the focus is called like this. */
async function tabTo(name: RegExp): Promise<void> {
  for (let i = 0; i < 60; i += 1) {
    await window.page.keyboard.press('Tab');
    if (name.test(await focused())) return;
  }
  throw new Error(`nothing that has the focus is called ${String(name)}`);
}

function focused(): Promise<string> {
  return window.page.evaluate(() => {
    const { document } = globalThis as unknown as { document: { activeElement: { textContent: string | null } | null } };
    return document.activeElement?.textContent?.trim() ?? '';
  });
}

function damagedImage(): Buffer {
  const image = Buffer.alloc(MiB);
  image.write('EFI PART', 512, 'latin1');
  return image;
}
