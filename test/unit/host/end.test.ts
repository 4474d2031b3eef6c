import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Folder, makeFolder } from '../folder.ts';
import { ENVIRONMENT, EXECUTABLE, FIXTURE, launch, type Seen } from './fixtureApp.ts';
import { processesNaming } from './processes.ts';

/** How an app on the Chromium host ends, and why it does not begin. */

// A global of main: it means something only where a function of a test runs.
declare const seen: Seen;

/** The folder goes last of all, at once after the processes. */
function leftovers(profile: string): { readonly processes: number[]; readonly folders: string[] } {
  return { processes: processesNaming(profile), folders: readdirSync('/tmp').filter((name) => join('/tmp', name).startsWith(profile)) };
}

let folder: Folder;
beforeAll(() => {
  folder = makeFolder();
});
afterAll(() => folder[Symbol.dispose]());

describe('the end', () => {
  it('leaves no Chromium and no file behind when it is closed', async () => {
    const { app, profile } = await launch(join(folder.path, 'closed'));
    expect(processesNaming(profile).length).toBeGreaterThan(1);
    await app.close();
    await expect.poll(() => leftovers(profile)).toEqual({ processes: [], folders: [] });
  });

  it('leaves no Chromium behind when main is killed, and no file once there is another start', async () => {
    const { app, profile } = await launch(join(folder.path, 'killed'));
    const gone = once(app.process(), 'exit');
    app.process().kill('SIGKILL');
    await gone;
    await expect.poll(() => leftovers(profile).processes).toEqual([]);
    const next = await launch(join(folder.path, 'killed'));
    await expect.poll(() => leftovers(profile).folders).toEqual([]);
    await next.app.close();
  });

  it('comes back after a crash of the page', async () => {
    const { app, page } = await launch(join(folder.path, 'crashed'));
    const session = await page.context().newCDPSession(page);
    const loaded = app.evaluate(
      ({ BrowserWindow }) => new Promise<void>((resolve) => BrowserWindow.getAllWindows()[0]?.webContents.once('did-finish-load', () => resolve())),
    );
    void session.send('Page.crash').catch(() => {});
    await loaded;
    expect(await app.evaluate(() => seen.crashes)).toEqual(['crashed']);
    await app.close();
  });

  it.each([
    ['without a display', { TARSTRAP_HEADLESS: '0', DISPLAY: '', WAYLAND_DISPLAY: '' }, 'display'],
    ['without Chromium', { TARSTRAP_CHROMIUM: '/nowhere/chromium' }, 'apt-get install chromium'],
  ])('says in one sentence why it cannot start %s', async (_, environment, words) => {
    const child = spawn(EXECUTABLE, [FIXTURE], { env: { ...ENVIRONMENT, ...environment }, stdio: ['ignore', 'inherit', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (chunk) => (stderr += String(chunk)));
    const [exitCode] = await once(child, 'close');
    expect(exitCode).toBe(69);
    expect(stderr).toMatch(/^electron: .*\n$/);
    expect(stderr).toContain(words);
  });
});
