import type * as Electron from 'electron';
import { EventEmitter } from 'node:events';
import { cancelable, type Checked } from './events.ts';
import type { AppPackage } from './package.ts';
import type { Paths } from './paths.ts';
import { openSingleInstance } from './singleInstance.ts';
import { openSwitches } from './switches.ts';
import type { Windows } from './windows.ts';

/** `app`: its life, and what it knows of itself. */

type AppEvents = Checked<
  Electron.App,
  {
    ready: [];
    'second-instance': [Electron.Event, string[], string, unknown];
    'window-all-closed': [];
    'before-quit': [Electron.Event];
    'will-quit': [Electron.Event];
    quit: [Electron.Event, number];
    'web-contents-created': [Electron.Event, Electron.WebContents];
  }
>;

type Member =
  | ('isReady' | 'whenReady' | 'quit' | 'exit' | 'requestSingleInstanceLock' | 'releaseSingleInstanceLock')
  | ('isPackaged' | 'getName' | 'getVersion' | 'getAppPath' | 'getPath' | 'setPath' | 'enableSandbox' | 'setDesktopName');

export interface AppOptions {
  readonly ours: AppPackage;
  readonly isPackaged: boolean;
  readonly paths: Paths;
  readonly windows: Windows;
}

export class App extends EventEmitter<AppEvents> implements Pick<Electron.App, Member> {
  readonly isPackaged: boolean;
  readonly commandLine = openSwitches(process.argv);
  readonly #options: AppOptions;
  readonly #instance;
  #ready: Promise<void> | undefined;
  #isReady = false;
  #isQuitting = false;

  constructor(options: AppOptions) {
    super();
    this.#options = options;
    this.isPackaged = options.isPackaged;
    this.#instance = openSingleInstance({
      userData: () => this.getPath('userData'),
      start: { argv: process.argv, cwd: process.cwd() },
      second: ({ argv, cwd }) => void this.whenReady().then(() => this.emit('second-instance', cancelable({}), argv, cwd, undefined)),
    });
    // The app's main file is read after us, and Electron waits for it: so do we, for the first that asks.
    (this as EventEmitter).on('newListener', (name) => void (name === 'ready' && void this.whenReady()));
    options.windows.on('empty', () => this.#windowsGone());
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => this.quit());
  }

  isReady(): boolean {
    return this.#isReady;
  }

  whenReady(): Promise<void> {
    this.#ready ??= new Promise((resolve) => {
      setImmediate(() => {
        this.#isReady = true;
        this.emit('ready');
        resolve();
      });
    });
    return this.#ready;
  }

  requestSingleInstanceLock(): boolean {
    return this.#instance.request();
  }

  releaseSingleInstanceLock(): void {
    this.#instance.release();
  }

  /** Windows first, each of which may refuse. */
  quit(): void {
    const event = cancelable({});
    this.emit('before-quit', event);
    if (event.defaultPrevented) return;
    this.#isQuitting = true;
    const { windows } = this.#options;
    for (const window of windows.all()) window.close();
    if (windows.all().length > 0) this.#isQuitting = false;
    else this.#leave();
  }

  exit(exitCode = 0): void {
    this.#isQuitting = true;
    for (const window of this.#options.windows.all()) window.destroy();
    this.emit('quit', cancelable({}), exitCode);
    process.exit(exitCode);
  }

  getName(): string {
    return this.#options.ours.name;
  }

  getVersion(): string {
    return this.#options.ours.version;
  }

  getAppPath(): string {
    return this.#options.ours.path;
  }

  getPath(name: Parameters<Electron.App['getPath']>[0]): string {
    return this.#options.paths.get(name);
  }

  setPath(name: string, path: string): void {
    this.#options.paths.set(name, path);
  }

  /** Every page is in the sandbox. */
  enableSandbox(): void {}

  /** Chromium names its windows itself. */
  setDesktopName(): void {}

  #windowsGone(): void {
    if (this.#isQuitting) return;
    if (!this.emit('window-all-closed')) this.quit();
  }

  #leave(): void {
    const event = cancelable({});
    this.emit('will-quit', event);
    if (event.defaultPrevented) this.#isQuitting = false;
    else this.exit(0);
  }
}
