import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Folder, makeFolder } from '../folder.ts';
import { ENVIRONMENT, EXECUTABLE, type Fixture, FIXTURE, launch, type Seen } from './fixtureApp.ts';

/** A tiny app of its own on the Chromium host, driven by Playwright as if the host were Electron. */

// Globals of the page, and of main (`seen`, `open`): these names mean something only where a function of a test runs.
declare const fixture: Fixture;
declare const seen: Seen;
declare const open: (url?: string) => unknown;
declare const location: { href: string };
declare const document: { readonly title: string; readonly querySelector: (selector: string) => { readonly textContent: string } };
declare const navigator: { readonly permissions: { readonly query: (what: { readonly name: string }) => Promise<{ readonly state: string }> } };
declare const outerWidth: number;
declare const outerHeight: number;

let folder: Folder;
beforeAll(() => {
  folder = makeFolder();
});
afterAll(() => folder[Symbol.dispose]());

describe('an app on the Chromium host', () => {
  let app: ElectronApplication;
  let page: Page;
  beforeAll(async () => {
    ({ app, page } = await launch(join(folder.path, 'shared')));
  });
  afterAll(() => app.close());

  const whatMainSaw = () => app.evaluate(() => seen);

  it('looks like Electron from inside', async () => {
    const facts = await app.evaluate(({ app: main }) => [
      process.versions.electron,
      process.type,
      main.getName(),
      main.getVersion(),
      main.isPackaged,
      main.getPath('userData'),
    ]);
    expect(facts).toEqual([expect.stringMatching(/^\d+\./), 'browser', 'chromium-host-fixture', '1.2.3', false, join(folder.path, 'shared')]);
    expect(await app.evaluate(() => process.argv.slice(1))).toEqual([FIXTURE, `--user-data-dir=${join(folder.path, 'shared')}`]);
  });

  it('finds the window of a page, as large as it was wished', async () => {
    const window = await app.browserWindow(page);
    expect(await window.evaluate((w) => [w.isVisible(), w.isDestroyed(), w.webContents.getURL(), w.getTitle()])).toEqual([
      true,
      false,
      'app://fixture/index.html',
      'fixture',
    ]);
    expect(await window.evaluate((w) => w.getSize())).toEqual([700, 500]);
    await window.evaluate((w) => {
      const resized = new Promise<void>((resolve) => w.once('resize', () => resolve()));
      w.setSize(100, 555);
      return resized;
    });
    expect(await page.evaluate(() => [outerWidth, outerHeight])).toEqual([400, 555]);
  });

  it('answers the page, with values that JSON does not have', async () => {
    const got = await page.evaluate(async () => {
      const [big, nothing, map, bytes] = (await fixture.invoke('echo', 1n, undefined, new Map([['a', new Date(0)]]), new Uint8Array([1]))) as [
        bigint,
        undefined,
        Map<string, Date>,
        Uint8Array,
      ];
      return [big === 1n, nothing, map.get('a')?.getTime(), bytes[0]];
    });
    expect(got).toEqual([true, undefined, 0, 1]);
  });

  it.each([
    ['boom', "Error invoking remote method 'boom': TypeError: nope"],
    ['nobody', "Error invoking remote method 'nobody': Error: No handler registered for 'nobody'"],
    ['function', "Error invoking remote method 'function': Error: An object could not be cloned."],
  ])('rejects %s in Electron’s words', async (channel, message) => {
    expect(await page.evaluate((name) => fixture.invoke(name).catch((error: Error) => error.message), channel)).toBe(message);
  });

  it('tells the page in order, from a sender that is the main frame', async () => {
    const numbers = await page.evaluate(
      () =>
        new Promise<number[]>((resolve) => {
          const got: number[] = [];
          const stop = fixture.onNumber((value) => {
            got.push(value);
            if (got.length < 500) return;
            stop();
            resolve(got);
          });
          fixture.count(500);
        }),
    );
    expect(numbers).toEqual(Array.from({ length: 500 }, (_, index) => index));
    expect((await whatMainSaw()).isMainFrame).toEqual(['app://fixture/index.html']);
  });

  it('bridges callbacks and errors, frozen', async () => {
    const got = await page.evaluate(() => {
      let message = '';
      try {
        fixture.fail();
      } catch (error) {
        message = (error as Error).message;
      }
      return [fixture.twice((value) => value + 2, 3), message, Object.isFrozen(fixture)];
    });
    expect(got).toEqual([7, 'out of range', true]);
  });

  it('knows the path of a dropped file, and of no other', async () => {
    const file = join(folder.path, 'wurzel é #1.tar');
    writeFileSync(file, 'x');
    const box = await page.locator('#drop').boundingBox();
    const session = await page.context().newCDPSession(page);
    const at = { x: (box?.x ?? 0) + 5, y: (box?.y ?? 0) + 5, data: { items: [], files: [file], dragOperationsMask: 1 } };
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await session.send('Input.dispatchDragEvent', { type, ...at });
    await page.waitForFunction(() => document.querySelector('#path').textContent !== '');
    expect(await page.locator('#path').textContent()).toBe(file);
    expect(await page.evaluate(() => fixture.pathOf(new File(['x'], 'made.tar')))).toBe('');
    expect(
      await page.evaluate(() =>
        [fixture.pathOf].map((call) => {
          try {
            return call('text');
          } catch (error) {
            return (error as Error).message;
          }
        }),
      ),
    ).toEqual([expect.stringContaining('not a File')]);
  });

  it('obeys the policy of the app’s own answers, and has no network', async () => {
    expect(await page.evaluate(() => 'inline' in globalThis)).toBe(false);
    expect(await page.evaluate(() => fetch('https://example.org/').catch((error: Error) => error.message))).toBe('Failed to fetch');
    expect(await page.evaluate(() => fetch('/page.js').then((response) => response.status))).toBe(200);
  });

  it('denies every permission', async () => {
    const ask = (name: string) => page.evaluate(async (wanted) => (await navigator.permissions.query({ name: wanted })).state, name);
    expect(await Promise.all(['geolocation', 'notifications', 'camera'].map(ask))).toEqual(['denied', 'denied', 'denied']);
  });

  it('opens no other window for a page', async () => {
    expect(await page.evaluate(() => open('https://example.org/popup'))).toBeNull();
    const strangers: Page[] = [];
    app.on('window', (stranger) => void strangers.push(stranger));
    await page.locator('#blank').click();
    await page.evaluate(() => fixture.invoke('echo'));
    await Promise.all(strangers.map(async (stranger) => stranger.isClosed() || stranger.waitForEvent('close')));
    expect((await whatMainSaw()).opened).toEqual(['https://example.org/popup', 'app://fixture/index.html?blank']);
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
    await expect.poll(() => app.windows().length).toBe(1);
  });

  it('goes nowhere that the app refuses', async () => {
    const before = page.url();
    await page.locator('#away').click();
    await page.evaluate(() => (location.href = 'https://example.org/'));
    await page.evaluate(() => (location.href = 'about:blank'));
    await page.evaluate(() => fixture.invoke('echo'));
    await expect.poll(async () => (await whatMainSaw()).navigations).toEqual(['app://fixture/index.html?away', 'https://example.org/']);
    expect(page.url()).toBe(before);
    await page.reload();
    expect(await page.evaluate(() => typeof fixture)).toBe('object');
  });

  it('has windows beside the first, which close alone, unless they refuse', async () => {
    const [second] = await Promise.all([app.waitForEvent('window'), app.evaluate(() => open())]);
    await second.locator('body[data-ready=yes]').waitFor();
    expect(await second.evaluate(() => fixture.invoke('echo', 'second'))).toEqual(['second']);
    const window = await app.browserWindow(second);
    await window.evaluate((w) => {
      seen.refuseClosing = true;
      w.close();
    });
    expect(await window.evaluate((w) => w.isDestroyed())).toBe(false);
    const closed = second.waitForEvent('close');
    await window.evaluate((w) => {
      seen.refuseClosing = false;
      w.close();
    });
    await closed;
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  });

  it('keeps a title that the app set, until the page has one of its own', async () => {
    const window = await app.browserWindow(page);
    await window.evaluate((w) => {
      w.on('page-title-updated', (event: { preventDefault: () => void }) => event.preventDefault());
      w.setTitle('47 %');
    });
    await page.waitForFunction(() => document.title === '47 %');
    await page.reload();
    await page.waitForFunction(() => document.title === '47 %');
    expect(await window.evaluate((w) => w.getTitle())).toBe('47 %');
  });

  it('hears of a second start', async () => {
    const args = [FIXTURE, `--user-data-dir=${join(folder.path, 'shared')}`, 'archive é.tar'];
    const heard = app.evaluate(({ app: main }) => new Promise<void>((resolve) => main.once('fixture-second' as 'ready', () => resolve())));
    const second = spawn(EXECUTABLE, args, { cwd: '/', env: ENVIRONMENT, stdio: ['ignore', 'pipe', 'inherit'] });
    const [[output], [exitCode]] = await Promise.all([once(second.stdout, 'data'), once(second, 'exit')]);
    await heard;
    expect([String(output), exitCode]).toEqual(['second\n', 0]);
    expect((await whatMainSaw()).second).toEqual([{ argv: [expect.any(String), ...args], cwd: '/' }]);
  });
});
