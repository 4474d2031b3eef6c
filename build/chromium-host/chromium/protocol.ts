import type { Protocol } from '../../../node_modules/playwright-core/types/protocol';

/** The DevTools protocol's types, which playwright-core carries along and does not export. */

export type Commands = Protocol.CommandParameters;
export type Answers = Protocol.CommandReturnValues;
export type Events = Protocol.Events;

/** One page, or the browser itself. */
export interface Session {
  readonly send: <Method extends keyof Commands>(method: Method, params?: Commands[Method]) => Promise<Answers[Method]>;
  /** For commands that fail only because the page is gone. */
  readonly tell: <Method extends keyof Commands>(method: Method, params?: Commands[Method]) => void;
  readonly on: <Name extends keyof Events>(name: Name, listener: (payload: Events[Name]) => void) => void;
}

/** What is sent before the session is there waits for it, in order. */
export function sessionSoon(ready: Promise<Session>): Session {
  ready.catch(() => {});
  return {
    send: async (method, params) => (await ready).send(method, params),
    tell: (method, params) => void ready.then((session) => session.tell(method, params)).catch(() => {}),
    on: (name, listener) => void ready.then((session) => session.on(name, listener)).catch(() => {}),
  };
}
