import type * as Electron from 'electron';
import { EventEmitter } from 'node:events';
import type { Chromium } from '../chromium/launch.ts';
import type { Pages } from '../chromium/pages.ts';
import type { WindowFacts } from '../world/messages.ts';
import { cancelable, type Checked } from './events.ts';
import { type ContentsHost, HostContents } from './webContents.ts';
import { openGeometry, type Geometry } from './geometry.ts';
import type { Windows } from './windows.ts';

/** `BrowserWindow`: a page in a window of its own. Built around the one Chromium, so the class is made by a function. */

type WindowEvents = Checked<
  Electron.BrowserWindow,
  {
    'ready-to-show': [];
    show: [];
    focus: [];
    blur: [];
    resize: [];
    close: [Electron.Event];
    closed: [];
    'page-title-updated': [Electron.Event, string, boolean];
  }
>;

type Member =
  | 'id'
  | ('loadURL' | 'reload' | 'getTitle' | 'setTitle')
  | ('show' | 'focus' | 'isFocused' | 'isVisible' | 'isMinimized' | 'restore' | 'close' | 'destroy' | 'isDestroyed')
  | ('getBounds' | 'setBounds' | 'getSize' | 'setSize' | 'getContentSize' | 'setContentSize')
  | ('setMenuBarVisibility' | 'removeMenu');

export interface WindowHost extends ContentsHost {
  readonly chromium: Chromium;
  readonly pages: Pages;
  readonly windows: Windows;
  readonly created: (contents: HostContents) => void;
}

export class HostWindow extends EventEmitter<WindowEvents> implements Pick<Electron.BrowserWindow, Member> {
  readonly id: number;
  readonly webContents: HostContents;
  readonly #host: WindowHost;
  readonly #geometry: Geometry;
  #facts: Pick<WindowFacts, 'isFocused' | 'isHidden' | 'isDark'> = { isFocused: false, isHidden: false, isDark: false };
  #isShown: boolean;

  constructor(host: WindowHost, options: Electron.BrowserWindowConstructorOptions = {}) {
    super();
    this.#host = host;
    this.#isShown = options.show ?? true;
    const page = host.pages.open();
    this.id = host.windows.add(this);
    this.webContents = new HostContents({ id: this.id, host, page, preload: options.webPreferences?.preload, destroy: () => this.destroy() });
    this.#geometry = openGeometry({ browser: host.browser, page, options });
    if (options.title !== undefined) this.webContents.setTitle(options.title);
    if (options.backgroundColor !== undefined) paint(this.webContents, options.backgroundColor);
    this.#follow();
    host.created(this.webContents);
    void page.then(host.chromium.announce);
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url);
  }

  reload(): void {
    this.webContents.reload();
  }

  getTitle(): string {
    return this.webContents.getTitle();
  }

  setTitle(title: string): void {
    this.webContents.setTitle(title);
  }

  show(): void {
    const wasShown = this.#isShown;
    this.#isShown = true;
    this.focus();
    if (!wasShown) this.emit('show');
  }

  focus(): void {
    this.webContents.devTools.tell('Page.bringToFront');
  }

  isFocused(): boolean {
    return this.#facts.isFocused;
  }

  isDark(): boolean {
    return this.#facts.isDark;
  }

  isVisible(): boolean {
    return this.#isShown && !this.isDestroyed() && !this.isMinimized();
  }

  isMinimized(): boolean {
    return this.#facts.isHidden;
  }

  restore(): void {
    this.#geometry.restore();
  }

  close(): void {
    if (!this.isDestroyed() && this.#mayClose()) this.destroy();
  }

  destroy(): void {
    const { targetId } = this.webContents;
    if (this.isDestroyed()) return;
    if (targetId !== undefined) this.#host.browser.tell('Target.closeTarget', { targetId });
    this.#end();
  }

  isDestroyed(): boolean {
    return this.webContents.isDestroyed();
  }

  getBounds(): Electron.Rectangle {
    return this.#geometry.bounds();
  }

  setBounds(bounds: Partial<Electron.Rectangle>): void {
    this.#geometry.setBounds(bounds);
  }

  getSize(): number[] {
    const { width, height } = this.getBounds();
    return [width, height];
  }

  setSize(width: number, height: number): void {
    this.setBounds({ width, height });
  }

  getContentSize(): number[] {
    return this.#geometry.contentSize();
  }

  setContentSize(width: number, height: number): void {
    this.#geometry.setContentSize(width, height);
  }

  /** There is no menu bar to show. */
  setMenuBarVisibility(): void {}

  /** Nor a menu to remove. */
  removeMenu(): void {}

  #mayClose(): boolean {
    const event = cancelable({});
    this.emit('close', event);
    return !event.defaultPrevented;
  }

  #follow(): void {
    const { webContents } = this;
    webContents.once('did-finish-load', () => this.emit('ready-to-show'));
    webContents.on('page-title-updated', (...args) => this.emit('page-title-updated', ...args));
    webContents.on('facts', (facts) => this.#learn(facts));
    webContents.on('close-asked', (reply) => reply(this.#mayClose()));
    this.#host.browser.on('Target.targetDestroyed', ({ targetId }) => {
      if (targetId === webContents.targetId) this.#end();
    });
    void this.#host.chromium.gone.then(() => this.#end());
  }

  #learn(facts: WindowFacts): void {
    const wasFocused = this.#facts.isFocused;
    this.#facts = facts;
    if (this.#geometry.learn(facts)) this.emit('resize');
    if (facts.isFocused !== wasFocused) this.emit(facts.isFocused ? 'focus' : 'blur');
    this.#host.windows.emit('facts');
  }

  #end(): void {
    if (this.isDestroyed()) return;
    this.webContents.end();
    this.emit('closed');
    this.#host.windows.remove(this);
  }
}

/** @param color `#rrggbb`; any other is white until the page draws its own */
function paint({ devTools }: HostContents, color: string): void {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(color)?.slice(1);
  const [r = 255, g = 255, b = 255] = hex?.map((part) => Number.parseInt(part, 16)) ?? [];
  devTools.tell('Emulation.setDefaultBackgroundColorOverride', { color: { r, g, b } });
}

/** The class that the app constructs. */
export interface BrowserWindowClass {
  new (options?: Electron.BrowserWindowConstructorOptions): HostWindow;
  readonly getAllWindows: () => HostWindow[];
  readonly getFocusedWindow: () => HostWindow | null;
  readonly fromWebContents: (contents: HostContents) => HostWindow | null;
}

export function browserWindowOf(host: WindowHost): BrowserWindowClass {
  return class BrowserWindow extends HostWindow {
    constructor(options?: Electron.BrowserWindowConstructorOptions) {
      super(host, options);
    }

    static getAllWindows(): HostWindow[] {
      return host.windows.all();
    }

    static getFocusedWindow(): HostWindow | null {
      return host.windows.all().find((window) => window.isFocused()) ?? null;
    }

    static fromWebContents(contents: HostContents): HostWindow | null {
      return host.windows.all().find((window) => window.webContents === contents) ?? null;
    }
  };
}
