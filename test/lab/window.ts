import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { _electron, type ElectronApplication, type Locator, type Page } from 'playwright-core';
import type { AppState } from '../../shared/view.ts';
import { witness } from './onFailure.ts';

/**
 * The app as its user has it: the built main, preload and page, in a real browser engine. On the Chromium host; on Electron,
 * which runs the same files, where that was asked for (`build/test.sh`).
 */

const ROOT = new URL('../..', import.meta.url).pathname;
const ELECTRON = process.env['TARSTRAP_ELECTRON'];
const isElectron = ELECTRON !== undefined && ELECTRON !== '';
if (isElectron && !existsSync(ELECTRON)) throw new Error(`TARSTRAP_ELECTRON is ${ELECTRON}, and there is nothing`);
export const EXECUTABLE = isElectron ? ELECTRON : join(ROOT, 'build/chromium-host/electron');

/** For the names of tests and the summary of a run: nobody shall take the one for the other. */
export const PLATFORM = isElectron ? 'Electron' : 'the Chromium host (Electron was not asked for)';

/** How long a state is waited for, ms: less than a test may take. */
const PATIENCE = 50_000;

export interface LaunchOptions {
  /** Behind the app's own arguments, such as an archive. */
  readonly args?: readonly string[];
  readonly userData?: string;
  /** Another program than {@link EXECUTABLE}, such as one that becomes another user first; and the app's folder as that sees it, null where a package has it within. */
  readonly executable?: string;
  readonly folder?: string | null;
}

export interface App extends AsyncDisposable {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly userData: string;
  /** Process of the main side; the engine is its child. */
  readonly pid: number;
  /** What the page complained of: errors that nobody caught, and messages of level error. */
  readonly complaints: readonly string[];
  /** Ends it however it stands, and everything that it started. */
  readonly close: () => Promise<void>;
}

export function launchArguments({ args = [], userData, folder = ROOT }: LaunchOptions): string[] {
  return [
    ...(folder === null ? [] : [folder]),
    ...(userData === undefined ? [] : [`--user-data-dir=${userData}`]),
    ...(isElectron ? ['--no-sandbox'] : []),
    ...args,
  ];
}

export const LAUNCH_ENVIRONMENT = { ...process.env, TARSTRAP_HEADLESS: '1' } as Record<string, string>;

export async function openApp(options: LaunchOptions = {}): Promise<App> {
  const userData = options.userData ?? mkdtempSync(join(tmpdir(), 'tarstrap-window-'));
  const app = await _electron.launch({
    executablePath: options.executable ?? EXECUTABLE,
    args: launchArguments({ ...options, userData }),
    env: LAUNCH_ENVIRONMENT,
  });
  const page = await app.firstWindow();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
  await page.getByRole('main').waitFor();
  const dismiss = witness(() => portrait(page));
  const close = async (): Promise<void> => {
    dismiss();
    // A window that asks whether it may close would hold the test up.
    await app.evaluate(({ app: main }) => main.exit(0)).catch(() => {});
    await app.close().catch(() => {});
    rmSync(userData, { recursive: true, force: true, maxRetries: 5 });
  };
  // The door of a package may stand before it.
  const pid = await app.evaluate(() => process.pid);
  return { app, page, userData, pid, complaints, close, [Symbol.asyncDispose]: close };
}

/** What a window shows and which drives it knows, shortly: a press that finds no button says nothing of why. */
async function portrait(page: Page): Promise<string> {
  const text = await page.locator('body').innerText({ timeout: 5000 });
  const { drives } = await stateOf(page);
  return `the window shows: ${text.replaceAll('\n', ' · ').slice(0, 1500)}\nand knows: ${JSON.stringify(drives).slice(0, 3000)}`;
}

/** Drags files from outside over a part of the window, as a file manager does. @param modifiers keys that are held: 8 is Shift (CDP) */
export async function dragOver(
  page: Page,
  where: Locator,
  files: readonly string[],
  modifiers = 0,
): Promise<{ readonly drop: () => Promise<void>; readonly leave: () => Promise<void> }> {
  await where.scrollIntoViewIfNeeded();
  const box = await where.boundingBox();
  if (!box) throw new Error('there is nothing to drop on');
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...files], dragOperationsMask: 1 };
  // What is taller than the window may begin above it.
  const at = { x: box.x + box.width / 2, y: Math.max(box.y, 0) + Math.min(box.height / 2, 40) };
  const dispatch = (type: 'dragEnter' | 'dragOver' | 'drop' | 'dragCancel') => session.send('Input.dispatchDragEvent', { type, ...at, data, modifiers });
  await dispatch('dragEnter');
  await dispatch('dragOver');
  const end = async (type: 'drop' | 'dragCancel'): Promise<void> => {
    await dispatch(type);
    // A frame later the page has heard of it; the Chromium host has stopped it meanwhile, to find the path of the file.
    await page.evaluate(
      () => new Promise((resolve) => (globalThis as unknown as { requestAnimationFrame: (done: (at: number) => void) => void }).requestAnimationFrame(resolve)),
    );
    await session.detach();
  };
  return { drop: () => end('drop'), leave: () => end('dragCancel').then(() => page.mouse.move(1, 1)) };
}

export async function drop(page: Page, where: Locator, ...files: string[]): Promise<void> {
  await (await dragOver(page, where, files)).drop();
}

/** What the window draws, as main has it. */
export function stateOf(page: Page): Promise<AppState> {
  return page.evaluate(async () => {
    const { tarstrap } = globalThis as unknown as { tarstrap: { readState: () => Promise<{ readonly value: AppState }> } };
    return (await tarstrap.readState()).value;
  });
}

/** Settles when the state is as wanted; looks ten times a second. Says how things stood when it gives up. */
export async function untilState(page: Page, wanted: (state: AppState) => boolean): Promise<AppState> {
  const endsAt = performance.now() + PATIENCE;
  for (;;) {
    const state = await stateOf(page);
    if (wanted(state)) return state;
    if (performance.now() > endsAt) throw new Error(`the state did not become as wanted: ${JSON.stringify({ review: state.review?.plan, job: state.job })}`);
    await delay(100);
  }
}

/** Back to an empty window, from wherever a test has left it. */
export async function beginAnew(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const { tarstrap } = globalThis as unknown as { tarstrap: Record<string, (payload?: unknown) => Promise<unknown>> };
    await tarstrap['leaveJob']?.({ keepArchive: false });
    await tarstrap['setOptions']?.({ check: false, grow: false });
    await tarstrap['refreshDrives']?.();
  });
  await untilState(page, ({ archive, review, job }) => archive.kind === 'none' && !review && !job);
  // The page hears of it a little later, and what goes then moves what is dropped on.
  await page.getByText('Drop a root filesystem tarball or a disk image here').waitFor();
}

/** Presses the button that starts what is planned, once the page shows that very plan: main knows of it up to a tenth of a second earlier. */
export async function pressStart(page: Page, name: RegExp | string): Promise<void> {
  const { review } = await untilState(page, (state) => state.review?.plan.kind === 'ready');
  const id = review?.plan.kind === 'ready' ? review.plan.id : 0;
  await page.locator(`[data-plan="${id}"]`).getByRole('button', { name }).click();
}

/** Makes the next dialogs give this. */
export async function stubDialogs({ app }: App, answer: { readonly file?: string; readonly button?: number }): Promise<void> {
  await app.evaluate(({ dialog }, { file, button }) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: file === undefined, filePaths: file === undefined ? [] : [file] });
    dialog.showSaveDialog = () => Promise.resolve({ canceled: file === undefined, filePath: file ?? '' });
    dialog.showMessageBox = () => Promise.resolve({ response: button ?? 0, checkboxChecked: false });
  }, answer);
}
