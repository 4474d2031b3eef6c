import type * as Electron from 'electron';
import { EventEmitter } from 'node:events';
import type { Page } from '../chromium/pages.ts';
import { type Events, type Session, sessionSoon } from '../chromium/protocol.ts';
import type { FromPage, Parameters, ToPage, WindowFacts } from '../world/messages.ts';
import { toInside, toOutside } from './addresses.ts';
import { cancelable, type Checked } from './events.ts';
import { answerFilePaths } from './filePaths.ts';
import type { IpcMain } from './ipcMain.ts';
import { type Navigation, watchNavigation } from './navigation.ts';
import { openPreload, type PreloadLink } from './preloadLink.ts';
import { answerRequests, type Handler } from './requests.ts';

/** `webContents`: one page, over the DevTools protocol. */

type ContentsEvents = Checked<
  Electron.WebContents,
  {
    'dom-ready': [];
    'did-finish-load': [];
    'did-fail-load': [Electron.Event, number, string, string, boolean];
    'render-process-gone': [Electron.Event, Electron.RenderProcessGoneDetails];
    'will-navigate': [Electron.Event<Electron.WebContentsWillNavigateEventParams>, string];
    'page-title-updated': [Electron.Event, string, boolean];
  }
>;
/** Not Electron's: for the window around it. */
interface InnerEvents {
  facts: [WindowFacts];
  'close-asked': [(isAllowed: boolean) => void];
}

/** What all pages of the app have in common. */
export interface ContentsHost {
  readonly browser: Session;
  readonly ipcMain: IpcMain;
  readonly session: object;
  readonly parameters: Parameters;
  readonly handlerOf: (scheme: string) => Handler | undefined;
}

export interface ContentsOptions {
  readonly id: number;
  readonly host: ContentsHost;
  readonly page: Promise<Page>;
  readonly preload: string | undefined;
  /** Ends the window. */
  readonly destroy: () => void;
}

/** net/base/net_error_list.h of Chromium. */
const ERR_BLOCKED_BY_CLIENT = -20;

type Member = 'id' | 'send' | 'loadURL' | 'reload' | 'getURL' | 'getTitle' | 'isDestroyed' | 'setWindowOpenHandler' | 'close';

export class HostContents extends EventEmitter<ContentsEvents & InnerEvents> implements Pick<Electron.WebContents, Member> {
  readonly id: number;
  readonly session: object;
  /** For `webContents.fromDevToolsTargetId`; undefined until Chromium has given us the page. */
  targetId: string | undefined;
  readonly mainFrame: Pick<Electron.WebFrameMain, 'url' | 'origin'>;
  /** Commands wait for the page, in order. */
  readonly devTools: Session;
  readonly #host: ContentsHost;
  readonly #destroy: () => void;
  readonly #ready: Promise<unknown>;
  #url = '';
  #title = '';
  #isDestroyed = false;
  #ownTitle: string | undefined;
  #link: PreloadLink | undefined;
  #openHandler: Parameters_<'setWindowOpenHandler'>[0] | undefined;

  constructor({ id, host, page, preload, destroy }: ContentsOptions) {
    super();
    this.id = id;
    this.#host = host;
    this.session = host.session;
    this.#destroy = destroy;
    this.devTools = sessionSoon(page.then(({ session }) => session));
    this.mainFrame = frameOf(() => this.getURL());
    this.#ready = page.then((attached) => this.#wire(attached, preload));
    this.#ready.catch(() => {});
  }

  send(channel: string, ...args: unknown[]): void {
    this.#link?.deliver({ kind: 'event', channel, args });
  }

  async loadURL(url: string): Promise<void> {
    await this.#ready;
    const inside = toInside(url, (scheme) => this.#host.handlerOf(scheme) !== undefined);
    const loaded = new Promise<void>((resolve) => this.once('did-finish-load', resolve));
    const { errorText } = await this.devTools.send('Page.navigate', { url: inside });
    if (errorText !== undefined) throw new Error(`${errorText.replace('net::', '')} (${ERR_BLOCKED_BY_CLIENT}) loading '${url}'`);
    await loaded;
  }

  reload(): void {
    this.devTools.tell('Page.reload');
  }

  getURL(): string {
    return toOutside(this.#url);
  }

  getTitle(): string {
    return this.#title;
  }

  /** Stays until the page makes a title of its own, or for good if the app prevents that. */
  setTitle(title: string): void {
    this.#ownTitle = title;
    this.#title = title;
    this.#link?.deliver({ kind: 'title', title });
  }

  isDestroyed(): boolean {
    return this.#isDestroyed;
  }

  setWindowOpenHandler(handler: Parameters_<'setWindowOpenHandler'>[0]): void {
    this.#openHandler = handler;
  }

  /** Playwright ends a page this way. */
  close(): void {
    this.#destroy();
  }

  copy(text: string): void {
    this.#link?.deliver({ kind: 'copy', text });
  }

  /** The window is gone. */
  end(): void {
    this.#isDestroyed = true;
  }

  /** @returns when documents may come */
  async #wire(page: Page, preload: string | undefined): Promise<void> {
    this.targetId = page.targetId;
    const navigation = watchNavigation(page);
    this.#link = openPreload(page, {
      parameters: this.#host.parameters,
      preload,
      hear: (message, context) => this.#hear(message, context),
      renewed: () => this.#renewed(),
    });
    answerFilePaths(page.session);
    answerRequests(page, {
      handlerOf: this.#host.handlerOf,
      mayNavigate: (url) => !navigation.takeWish() || this.#mayNavigate(url),
      failed: (url) => this.emit('did-fail-load', cancelable({}), ERR_BLOCKED_BY_CLIENT, 'ERR_BLOCKED_BY_CLIENT', url, true),
    });
    this.#follow(page);
    this.#answerClosing(page.session, navigation);
    await this.#link.installed;
  }

  /** What happens to the page, as the app hears of it. */
  #follow({ targetId, session }: Page): void {
    session.on('Page.frameNavigated', ({ frame }) => void (frame.id === targetId && (this.#url = frame.url)));
    session.on('Page.navigatedWithinDocument', ({ frameId, url }) => void (frameId === targetId && (this.#url = url)));
    session.on('Page.domContentEventFired', () => this.emit('dom-ready'));
    session.on('Page.loadEventFired', () => this.emit('did-finish-load'));
    session.on('Page.windowOpen', ({ url, windowName, windowFeatures }) => this.#opened(url, windowName, windowFeatures.join(',')));
    session.on('Runtime.exceptionThrown', ({ exceptionDetails: { exception, text } }) => process.stderr.write(`[page] ${exception?.description ?? text}\n`));
    this.#host.browser.on('Target.targetCrashed', (crash) => {
      if (crash.targetId === targetId) this.emit('render-process-gone', cancelable({}), goneDetails(crash));
    });
  }

  /** A click on the close button asks by the page's `beforeunload`; so does a navigation, which has been decided on. */
  #answerClosing(session: Session, navigation: Navigation): void {
    session.on('Page.javascriptDialogOpening', ({ type }) => {
      if (type !== 'beforeunload') return;
      const reply = (accept: boolean): void => session.tell('Page.handleJavaScriptDialog', { accept });
      if (this.#isDestroyed || navigation.isUnderway()) reply(true);
      else this.emit('close-asked', reply);
    });
  }

  #renewed(): void {
    if (this.#ownTitle !== undefined) this.#link?.deliver({ kind: 'title', title: this.#ownTitle });
    // Chromium asks for a page's leave only if somebody has ever touched the page.
    if (this.#host.parameters.guardsClosing) this.devTools.tell('Runtime.evaluate', { expression: '0', userGesture: true });
  }

  #titled(title: string): void {
    if (title === this.#title) return;
    const event = cancelable({});
    this.emit('page-title-updated', event, title, true);
    if (!event.defaultPrevented) [this.#title, this.#ownTitle] = [title, undefined];
    else if (this.#ownTitle !== undefined) this.setTitle(this.#ownTitle);
  }

  #mayNavigate(url: string): boolean {
    const frame = this.mainFrame as Electron.WebFrameMain;
    const event = cancelable({ url, isSameDocument: false, isMainFrame: true, frame, initiator: frame });
    this.emit('will-navigate', event, url);
    return !event.defaultPrevented;
  }

  #opened(url: string, frameName: string, features: string): void {
    this.#openHandler?.({ url: toOutside(url), frameName, features, disposition: 'new-window', referrer: { url: this.getURL(), policy: 'default' } });
  }

  #hear(message: FromPage, context: number): void {
    if (message.kind === 'window') this.emit('facts', message.facts);
    else if (message.kind === 'titled') this.#titled(message.title);
    else if (message.kind === 'open') this.#opened(message.url, message.frameName, message.features);
    else if (message.kind === 'send') this.#host.ipcMain.emit(message.channel, this.#ipcEvent(), ...message.args);
    else void this.#answer(message, context);
  }

  async #answer(message: Extract<FromPage, { kind: 'invoke' }>, context: number): Promise<void> {
    const answer = await this.#host.ipcMain.answer(message, this.#ipcEvent());
    const deliver = (reply: ToPage): void => this.#link?.deliver(reply, context);
    try {
      deliver(answer);
    } catch (error) {
      deliver({ kind: 'error', id: message.id, message: String(error) });
    }
  }

  #ipcEvent(): Electron.IpcMainInvokeEvent {
    return { sender: this, senderFrame: this.mainFrame } as unknown as Electron.IpcMainInvokeEvent;
  }
}

type Parameters_<Name extends 'setWindowOpenHandler'> = globalThis.Parameters<Electron.WebContents[Name]>;

function frameOf(url: () => string): Pick<Electron.WebFrameMain, 'url' | 'origin'> {
  return {
    get url() {
      return url();
    },
    get origin() {
      const { protocol, host } = new URL(url());
      return `${protocol}//${host}`;
    },
  };
}

function goneDetails({ status, errorCode }: Events['Target.targetCrashed']): Electron.RenderProcessGoneDetails {
  return { reason: status === 'killed' ? 'killed' : status === 'oom' ? 'oom' : 'crashed', exitCode: errorCode };
}
