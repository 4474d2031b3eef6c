import type * as Electron from 'electron';
import type { FromPage, ToPage } from './messages.ts';

/** `ipcRenderer` over two functions: one that posts to the main process, one that it calls. */

type Listener = (event: Electron.IpcRendererEvent, ...args: unknown[]) => void;
interface Call {
  readonly channel: string;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

export interface IpcRenderer {
  readonly invoke: Electron.IpcRenderer['invoke'];
  readonly send: Electron.IpcRenderer['send'];
  readonly on: (channel: string, listener: Listener) => IpcRenderer;
  readonly once: (channel: string, listener: Listener) => IpcRenderer;
  readonly off: (channel: string, listener: Listener) => IpcRenderer;
  readonly removeListener: (channel: string, listener: Listener) => IpcRenderer;
}

export interface Ipc {
  readonly ipcRenderer: IpcRenderer;
  readonly deliver: (message: Extract<ToPage, { kind: 'event' | 'value' | 'error' }>) => void;
}

export function openIpc(post: (message: FromPage) => void): Ipc {
  const calls = new Map<number, Call>();
  let lastId = 0;
  const invoke = (channel: string, ...args: unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      lastId += 1;
      post({ kind: 'invoke', id: lastId, channel, args });
      calls.set(lastId, { channel, resolve, reject });
    });
  const finish = (message: Extract<ToPage, { kind: 'value' | 'error' }>): void => {
    const call = calls.get(message.id);
    calls.delete(message.id);
    if (message.kind === 'value') call?.resolve(message.value);
    else call?.reject(new Error(`Error invoking remote method '${call.channel}': ${message.message}`));
  };
  const { emit, ...subscriptions } = openChannels();
  const ipcRenderer: IpcRenderer = { invoke, send: (channel, ...args: unknown[]) => post({ kind: 'send', channel, args }), ...subscriptions };
  const event = { sender: ipcRenderer } as unknown as Electron.IpcRendererEvent;
  return { ipcRenderer, deliver: (message) => (message.kind === 'event' ? emit(message.channel, [event, ...message.args]) : finish(message)) };
}

function openChannels() {
  const listeners = new Map<string, Listener[]>();
  const of = (channel: string): Listener[] => listeners.get(channel) ?? [];
  function on(this: IpcRenderer, channel: string, listener: Listener): IpcRenderer {
    listeners.set(channel, [...of(channel), listener]);
    return this;
  }
  function off(this: IpcRenderer, channel: string, listener: Listener): IpcRenderer {
    const at = of(channel).lastIndexOf(listener);
    listeners.set(channel, of(channel).toSpliced(at, at < 0 ? 0 : 1));
    return this;
  }
  function once(this: IpcRenderer, channel: string, listener: Listener): IpcRenderer {
    const single: Listener = (...args) => {
      this.off(channel, single);
      listener(...args);
    };
    return this.on(channel, single);
  }
  const emit = (channel: string, args: readonly [Electron.IpcRendererEvent, ...unknown[]]): void => of(channel).forEach((listener) => listener(...args));
  return { on, once, off, removeListener: off, emit };
}
