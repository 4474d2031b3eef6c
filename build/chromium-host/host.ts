import { version as electronVersion } from 'electron/package.json';
import { randomUUID } from 'node:crypto';
import { launchChromium } from './chromium/launch.ts';
import { openPages } from './chromium/pages.ts';
import { openClipboard } from './desktop/clipboard.ts';
import { NativeTheme } from './desktop/nativeTheme.ts';
import { App } from './main/app.ts';
import { browserWindowOf } from './main/browserWindow.ts';
import { cancelable } from './main/events.ts';
import { IpcMain } from './main/ipcMain.ts';
import { readPackage } from './main/package.ts';
import { appearPackaged } from './main/packaged.ts';
import { openPaths } from './main/paths.ts';
import { openProtocol } from './main/protocol.ts';
import { openSession } from './main/session.ts';
import { Windows } from './main/windows.ts';

/**
 * The module `electron` where Electron's binary cannot be had: the app's main process is Node's, its windows are Debian's
 * Chromium, and what Electron does between the two is done here over the DevTools protocol. Only what this app uses.
 *
 * Not faithful:
 * - A page's own `location` is https://HOST.SCHEME.invalid/…; main sees the app's URL.
 * - Nothing outlives a start: the profile (local storage, cookies, cache) is new each time.
 * - `show: false`, `title` before the first page, `isVisible`: kept in mind only. `minWidth`, `minHeight`: kept by us, not by the user.
 * - A second window has Chromium's tabs and address bar.
 * - `setWindowOpenHandler` is asked, and whatever it says, no window opens. A link to a new window, or one that is clicked
 *   with Ctrl, may flash up before it is closed.
 * - `will-navigate` is not asked about `about:` and `blob:`, which are always refused; `will-redirect` and
 *   `will-attach-webview` never come, because there are neither redirects nor webviews.
 * - A click on the window's close button cannot be refused while Playwright is attached; `win.close()` can.
 * - Every permission is denied, whatever the handlers say. There is no network, also not for `net.fetch`.
 * - Dialogs (zenity) do not belong to their window. `clipboard` reads only what the app wrote. `powerSaveBlocker` blocks nothing.
 * - No menus, `sendSync`, message ports, frames with a preload, `session` other than the default one, `webRequest`.
 * - `commandLine.appendSwitch` comes too late for Chromium. `getPath('downloads')` and the like have their English names.
 * - `process.execPath` is Node, whose version is not Electron's.
 */

// First of all: Chromium starts while the app is read.
const chromium = launchChromium();
const { browser } = chromium;
Object.defineProperty(process.versions, 'electron', { value: electronVersion, enumerable: true });
Object.assign(process, { type: 'browser' });
// Playwright calls it when it has connected, to let a main process go on that its own loader had stopped.
Object.assign(globalThis, { __playwright_run: () => {} });

const windows = new Windows();
const ours = readPackage(process.argv[1] ?? '');
const resources = process.env['CHROMIUM_HOST_RESOURCES'];
if (resources !== undefined) appearPackaged(resources);
const id = randomUUID().replaceAll('-', '');
const parameters = { secret: id, binding: `post_${id}`, deliver: `deliver_${id}`, guardsClosing: !chromium.isWatched, electronVersion };

const { protocol: schemes, handlerOf } = openProtocol();
export const protocol = schemes;
export const session = openSession(protocol);
export const ipcMain = new IpcMain();
export const app = new App({ ours, isPackaged: resources !== undefined, paths: openPaths({ name: ours.name, argv: process.argv }), windows });
export const BrowserWindow = browserWindowOf({
  chromium,
  browser,
  pages: openPages(chromium),
  windows,
  ipcMain,
  session: session.defaultSession,
  parameters,
  handlerOf,
  created: (contents) => app.emit('web-contents-created', cancelable({}), contents as never),
});
export const webContents = {
  getAllWebContents: () => windows.all().map((window) => window.webContents),
  fromId: (wanted: number) => windows.all().find((window) => window.id === wanted)?.webContents,
  /** Playwright finds the window of a page by this. */
  fromDevToolsTargetId: (targetId: string) => windows.all().find((window) => window.webContents.targetId === targetId)?.webContents,
};
export const clipboard = openClipboard(windows);
export const nativeTheme = new NativeTheme(windows);
export { dialog } from './desktop/dialog.ts';
export { Notification } from './desktop/notification.ts';
export { shell } from './desktop/shell.ts';
export { Menu, powerSaveBlocker } from './desktop/unshown.ts';
export { net } from './main/protocol.ts';
