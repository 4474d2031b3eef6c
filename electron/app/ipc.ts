import { type BrowserWindow, ipcMain, type IpcMainInvokeEvent } from 'electron';
import { toFailure } from '../../shared/errors.ts';
import { type ChannelOf, type Events, type RequestName, REQUESTS, type Result } from '../../shared/ipc.ts';
import { isOurPage } from './protocol.ts';
import type { Intents } from './state/intents.ts';

/** The only file that speaks to a renderer: every request is checked for its sender, then parsed, then done. */

/** @param current the one window that may ask; undefined as long as there is none */
export function answerRequests(intents: Intents, current: () => BrowserWindow | undefined): void {
  for (const name of Object.keys(REQUESTS) as RequestName[]) {
    ipcMain.handle(`tarstrap:${name}` satisfies ChannelOf<RequestName>, (event, ...args: unknown[]) => {
      requireOurWindow(event, current(), name);
      return answer(name, intents, args);
    });
  }
}

/** The main frame of our window, showing our page: anything else is refused by a rejection. */
function requireOurWindow({ sender, senderFrame }: IpcMainInvokeEvent, window: BrowserWindow | undefined, name: string): void {
  const isOurs = window !== undefined && !window.isDestroyed() && sender === window.webContents && senderFrame === window.webContents.mainFrame;
  if (!isOurs || !isOurPage(senderFrame.url)) throw new Error(`tarstrap:${name} refused: not asked by the app's window`);
}

async function answer(name: RequestName, intents: Intents, args: readonly unknown[]): Promise<Result<unknown>> {
  const [payload, ...rest] = args;
  const parsed = REQUESTS[name].safeParse(payload);
  if (!parsed.success || rest.length > 0 || !isPlain(payload)) throw new Error(`tarstrap:${name} refused: not of the contract`);
  try {
    // Schema and handler of one name fit each other, which the compiler cannot follow through a union of names.
    const intent = intents[name] as (payload: unknown) => unknown;
    return { ok: true, value: await intent(parsed.data) };
  } catch (error) {
    return { ok: false, error: toFailure(error) };
  }
}

/** A Date or a Map has no keys, and would pass for an object in which everything is left out. */
function isPlain(payload: unknown): boolean {
  return typeof payload !== 'object' || payload === null || Object.getPrototypeOf(payload) === Object.prototype;
}

export function tell<Name extends keyof Events>(window: BrowserWindow | undefined, name: Name, event: Events[Name]): void {
  if (window && !window.isDestroyed()) window.webContents.send(`tarstrap:${name}` satisfies ChannelOf<Name>, event);
}
