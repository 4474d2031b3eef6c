import { app, type BrowserWindow, clipboard, dialog, Menu, session } from 'electron';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openAttention } from './app/attention.ts';
import { guardClosing } from './app/closing.ts';
import { askForArchive, askForArchiveFile, askForFirstBootFile, askForFolder, askForImageFile, askForLayoutFile } from './app/dialogs.ts';
import type { EngineFiles } from './elevate/engine.ts';
import { byHandOf, hasLauncher, originOf } from './elevate/origin.ts';
import { ownAppImage } from './run/appImage.ts';
import { asNode } from './run/asNode.ts';
import { answerRequests, tell } from './app/ipc.ts';
import { archivesOf } from './app/launch.ts';
import { claimScheme, serve } from './app/protocol.ts';
import { openDesk } from './app/state/desk.ts';
import { intentsOf, openGiven } from './app/state/intents.ts';
import { loadPage, openWindow, refusePermissions } from './app/window.ts';

/** The desktop app. One instance, one window, one desk; what is root happens in the engine, which is another process. */

/** The built files lie beside this one. */
function beside(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

/** In a package the engine and the terminal lie outside of the archive that holds this file. */
const programs = app.isPackaged ? process.resourcesPath : beside('.');
/** A package has no other Node. */
const node = asNode(process.execPath);
const origin = originOf({
  isPackaged: app.isPackaged,
  appImage: ownAppImage(process.env),
  hasLauncher: hasLauncher(),
  interpreter: node,
  engine: join(programs, 'engine.js'),
});
const ENGINE: EngineFiles = { origin, byHand: byHandOf(origin, app.isPackaged ? [join(programs, '../AppRun')] : [...node, join(programs, 'cli.js')]) };

// What an AppImage says of itself is not for the programs that are started from it.
for (const name of ['APPIMAGE', 'APPDIR', 'ARGV0', 'OWD']) delete process.env[name];

let window: BrowserWindow | undefined;

function requireWindow(): BrowserWindow {
  if (!window) throw new Error('the window is gone');
  return window;
}

const desk = openDesk({
  version: app.getVersion(),
  engine: ENGINE,
  askForArchive: () => askForArchive(requireWindow()),
  askForArchiveFile: (proposed) => askForArchiveFile(requireWindow(), proposed),
  askForFolder: () => askForFolder(requireWindow()),
  askForImageFile: (proposed) => askForImageFile(requireWindow(), proposed),
  askForFirstBootFile: () => askForFirstBootFile(requireWindow()),
  askForLayoutFile: () => askForLayoutFile(requireWindow()),
  putOnClipboard: (text) => clipboard.writeText(text),
  show: (slices) => tell(window, 'state', slices),
});
const intents = intentsOf(desk);

function openFrom(argv: readonly string[], cwd: string): void {
  // Refused while a job runs: the window that comes to the front shows which.
  void openGiven(desk, archivesOf(argv, { cwd, isPackaged: app.isPackaged })).catch(() => {});
}

async function begin(): Promise<void> {
  await app.whenReady();
  Menu.setApplicationMenu(null);
  refusePermissions(session.defaultSession);
  serve(beside('renderer'));
  answerRequests(intents, () => window);
  const own = openWindow({ preload: beside('preload.cjs'), icon: beside('../build/icons/128x128.png') });
  window = own;
  guardClosing(own, desk);
  desk.store.watch(openAttention((title) => void (own.isDestroyed() || own.setTitle(title))));
  // The page's own title must not undo it.
  own.on('page-title-updated', (event) => event.preventDefault());
  const watching = new AbortController();
  own.on('closed', () => watching.abort());
  void desk.drives.watch(watching.signal);
  openFrom(process.argv, process.cwd());
  await loadPage(own);
}

/** The second start hands its file over and is gone; the first comes to the front. */
function hearOfSecondStart(): void {
  app.on('second-instance', (_event, argv, cwd) => {
    if (!window) return;
    if (window.isMinimized()) window.restore();
    window.focus();
    openFrom(argv, cwd);
  });
}

if (app.requestSingleInstanceLock()) {
  claimScheme();
  app.enableSandbox();
  hearOfSecondStart();
  app.on('window-all-closed', () => {
    desk.archive.close();
    void desk.archive.idle().finally(() => app.quit());
  });
  begin().catch((error: unknown) => {
    dialog.showErrorBox('Tarstrap cannot start', error instanceof Error ? error.message : String(error));
    app.exit(1);
  });
} else {
  app.quit();
}
