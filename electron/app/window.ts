import { BrowserWindow, type Session } from 'electron';
import { PAGE } from './protocol.ts';

export interface WindowFiles {
  readonly preload: string;
  /** A PNG: for desktops that know no menu entry of ours, as with an AppImage that was only double-clicked. */
  readonly icon: string;
}

/** The one window: sandboxed, isolated, bound to our page. */
export function openWindow({ preload, icon }: WindowFiles): BrowserWindow {
  const window = new BrowserWindow({
    icon,
    width: 1120,
    height: 720,
    minWidth: 720,
    minHeight: 480,
    title: 'Tarstrap',
    autoHideMenuBar: true,
    webPreferences: { preload, contextIsolation: true, sandbox: true, nodeIntegration: false, spellcheck: false },
  });
  confine(window);
  revive(window);
  return window;
}

/** A page that crashed comes back, and draws what main knows: no job hangs on it. A second crash at once is left alone. */
function revive({ webContents }: BrowserWindow): void {
  let last = -Infinity;
  webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || performance.now() - last < 10_000) return;
    last = performance.now();
    webContents.reload();
  });
}

export function loadPage(window: BrowserWindow): Promise<void> {
  return window.loadURL(PAGE);
}

/** No navigation, no new windows, no embedded pages. */
function confine({ webContents }: BrowserWindow): void {
  webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  // To be loaded anew is all that a page may do.
  webContents.on('will-navigate', (event) => void (event.url !== PAGE && event.preventDefault()));
  webContents.on('will-redirect', (event) => event.preventDefault());
  webContents.on('will-attach-webview', (event) => event.preventDefault());
}

/** The page asks for nothing of the machine, so nothing is granted. */
export function refusePermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, callback) => callback(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
}
