import { EventEmitter } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import type { Session } from './protocol.ts';

/**
 * Technique: `--remote-debugging-pipe`. JSON messages that end with NUL, commands in at Chromium's fd 3, answers and
 * events out at 4. No port is opened, and Chromium ends when the pipe does: also when we are killed.
 */

type Message =
  | { readonly id: number; readonly result?: unknown; readonly error?: { readonly message: string } }
  | { readonly id?: undefined; readonly method: string; readonly params: unknown; readonly sessionId?: string };

interface Waiting {
  readonly method: string;
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

export interface Connection {
  readonly browser: Session;
  readonly session: (id: string) => Session;
}

export function connect(commands: Writable, answers: Readable): Connection {
  const waiting = new Map<number, Waiting>();
  const events = new EventEmitter().setMaxListeners(0);
  let lastId = 0;
  const session = (sessionId?: string): Session => {
    const send: Session['send'] = (method, params) =>
      new Promise((resolve, reject) => {
        lastId += 1;
        waiting.set(lastId, { method, resolve, reject });
        commands.write(`${JSON.stringify({ id: lastId, method, params, sessionId })}\0`);
      });
    return {
      send,
      tell: (method, params) => void send(method, params).catch(() => {}),
      on: (name, listener) => void events.on(eventName(name, sessionId), listener),
    };
  };
  readMessages(answers, (message) => {
    if (message.id === undefined) events.emit(eventName(message.method, message.sessionId), message.params);
    else settle(waiting, message);
  });
  // A pipe that Chromium closed says so by its end.
  commands.on('error', () => {});
  answers.on('close', () => waiting.forEach(({ method, reject }) => reject(new Error(`${method}: Chromium is gone`))));
  return { browser: session(), session };
}

function eventName(name: string, sessionId = ''): string {
  return `${sessionId} ${name}`;
}

function settle(waiting: Map<number, Waiting>, { id, result, error }: Extract<Message, { id: number }>): void {
  const command = waiting.get(id);
  waiting.delete(id);
  if (error) command?.reject(new Error(`${command.method}: ${error.message}`));
  else command?.resolve(result as never);
}

function readMessages(answers: Readable, hear: (message: Message) => void): void {
  let rest = '';
  answers.setEncoding('utf8').on('data', (chunk: string) => {
    const whole = `${rest}${chunk}`.split('\0');
    rest = whole.pop() ?? '';
    for (const text of whole) hear(JSON.parse(text) as Message);
  });
}
