import type * as Electron from 'electron';
import { EventEmitter } from 'node:events';
import type { FromPage, ToPage } from '../world/messages.ts';

/** `ipcMain`: the app's handlers by channel, and what a page hears of them. */

type Handler = Parameters<Electron.IpcMain['handle']>[1];
type Asked = Extract<FromPage, { kind: 'invoke' }>;

/** Events by their channel, whatever that is. */
export class IpcMain extends EventEmitter implements Pick<Electron.IpcMain, 'handle' | 'handleOnce' | 'removeHandler'> {
  readonly #handlers = new Map<string, Handler>();

  handle(channel: string, handler: Handler): void {
    if (this.#handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    this.#handlers.set(channel, handler);
  }

  handleOnce(channel: string, handler: Handler): void {
    this.handle(channel, (event, ...args: unknown[]) => {
      this.removeHandler(channel);
      return handler(event, ...args) as unknown;
    });
  }

  removeHandler(channel: string): void {
    this.#handlers.delete(channel);
  }

  /** @returns what Electron's renderer would be told */
  async answer({ id, channel, args }: Asked, event: Electron.IpcMainInvokeEvent): Promise<Extract<ToPage, { kind: 'value' | 'error' }>> {
    try {
      const handler = this.#handlers.get(channel);
      if (!handler) throw new Error(`No handler registered for '${channel}'`);
      return { kind: 'value', id, value: (await handler(event, ...args)) as unknown };
    } catch (error) {
      process.stderr.write(`Error occurred in handler for '${channel}': ${String(error)}\n`);
      return { kind: 'error', id, message: String(error) };
    }
  }
}
