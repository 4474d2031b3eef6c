import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';

/** The app of fixture/ on the Chromium host, and what its two sides look like from a test. */

export const EXECUTABLE = new URL('../../../build/chromium-host/electron', import.meta.url).pathname;
export const FIXTURE = new URL('fixture', import.meta.url).pathname;
export const ENVIRONMENT = { ...process.env, TARSTRAP_HEADLESS: '1', TMPDIR: '/tmp' } as Record<string, string>;

export interface FixtureApp {
  readonly app: ElectronApplication;
  readonly page: Page;
  /** How the names of its Chromium's profile begin. */
  readonly profile: string;
}

export async function launch(userData: string): Promise<FixtureApp> {
  const app = await _electron.launch({ executablePath: EXECUTABLE, args: [FIXTURE, `--user-data-dir=${userData}`], env: ENVIRONMENT });
  const page = await app.firstWindow();
  await page.locator('body[data-ready=yes]').waitFor();
  return { app, page, profile: join('/tmp', `chromium-host-${app.process().pid}-`) };
}

/** What the fixture's preload exposes. */
export interface Fixture {
  readonly invoke: (channel: string, ...values: unknown[]) => Promise<unknown>;
  readonly count: (to: number) => void;
  readonly onNumber: (listener: (value: number) => void) => () => void;
  readonly pathOf: (file: unknown) => string;
  readonly twice: (callback: (value: number) => number, value: number) => number;
  readonly fail: () => void;
}

/** What its main process has seen. */
export interface Seen {
  readonly second: { readonly argv: string[]; readonly cwd: string }[];
  readonly opened: string[];
  readonly navigations: string[];
  readonly crashes: string[];
  readonly isMainFrame: unknown[];
  refuseClosing: boolean;
}
