import { openBridge } from './bridge.ts';
import { decode, encode } from './codec.ts';
import { type Ipc, openIpc } from './ipcRenderer.ts';
import { HIDDEN, type Hidden } from './mainWorld.ts';
import type { FromPage, Parameters, ToPage } from './messages.ts';
import { getPathForFile } from './pathForFile.ts';
import { watchTitle, watchWindow } from './windowFacts.ts';

/**
 * Technique: the preload runs in an isolated world of the page (`Page.addScriptToEvaluateOnNewDocument`, `worldName`),
 * wrapped in a function that gives it `require('electron')` and a `process`, as Electron's sandboxed preload has them.
 */

type Require = (id: string) => unknown;
type Preload = (require: Require, process: object, module: { exports: object }, exports: object) => void;

export function run(parameters: Parameters, preload: Preload): void {
  if (window !== window.top) return;
  const post = postThrough(parameters.binding);
  const ipc = openIpc(post);
  const { expose } = openBridge({ target: window, secret: parameters.secret, side: 'preload' });
  expose(HIDDEN, { opened: (url, frameName, features) => post({ kind: 'open', url, frameName, features }) } satisfies Hidden);
  Object.assign(globalThis, { [parameters.deliver]: (text: string) => deliver(decode(JSON.parse(text)) as ToPage, ipc) });
  watchWindow((facts) => post({ kind: 'window', facts }));
  watchTitle((title) => post({ kind: 'titled', title }));
  refuseLocalAddresses();
  if (parameters.guardsClosing) window.addEventListener('beforeunload', (event) => event.preventDefault());
  const electron = { contextBridge: { exposeInMainWorld: expose }, ipcRenderer: ipc.ipcRenderer, webUtils: { getPathForFile } };
  const module = { exports: {} };
  preload(requireFrom(electron), processFor(parameters), module, module.exports);
}

function postThrough(binding: string): (message: FromPage) => void {
  const send = (globalThis as unknown as Record<string, (text: string) => void>)[binding];
  return (message) => send?.(JSON.stringify(encode(message)));
}

function deliver(message: ToPage, ipc: Ipc): void {
  if (message.kind === 'title') document.title = message.title;
  else if (message.kind === 'copy') copy(message.text);
  else ipc.deliver(message);
}

/** The command asks the page what to copy by an event, which we answer before the page sees it. */
function copy(text: string): void {
  const answer = (event: ClipboardEvent): void => {
    event.stopImmediatePropagation();
    event.preventDefault();
    event.clipboardData?.setData('text/plain', text);
  };
  window.addEventListener('copy', answer, { capture: true, once: true });
  document.execCommand('copy');
  window.removeEventListener('copy', answer, { capture: true });
}

/** `about:` and `blob:` need no request, so the main process would not be asked whether the page may go there. */
function refuseLocalAddresses(): void {
  navigation.addEventListener('navigate', (event) => {
    const { url, sameDocument } = event.destination;
    if (!sameDocument && event.cancelable && !url.startsWith('http')) event.preventDefault();
  });
}

function requireFrom(electron: object): Require {
  return (id) => {
    if (id === 'electron' || id === 'electron/renderer') return electron;
    throw new Error(`module not found: ${id}`);
  };
}

function processFor({ electronVersion }: Parameters): object {
  return { platform: 'linux', type: 'renderer', versions: { electron: electronVersion }, contextIsolated: true, sandboxed: true, env: {}, argv: [] };
}
