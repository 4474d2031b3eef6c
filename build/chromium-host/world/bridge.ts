/**
 * Technique: `contextBridge` without Electron. The two JavaScript worlds of a page share its DOM, so a `CustomEvent` that
 * one dispatches reaches the other at once, and Chromium clones its `detail` on the way (files included; what cannot be
 * cloned arrives as null). Functions become numbers, calls and their answers are two nested events, promises settle by
 * a later one.
 */

export type Side = 'page' | 'preload';
type Callable = (...args: readonly unknown[]) => unknown;

type Message =
  | { readonly kind: 'expose'; readonly key: string; readonly api: unknown }
  | { readonly kind: 'call'; readonly id: number; readonly args: unknown }
  | ({ readonly kind: 'answer' } & Answer)
  | { readonly kind: 'settle'; readonly promise: number; readonly value?: unknown; readonly error?: string };
type Answer = { readonly value: unknown } | { readonly error: string } | { readonly promise: number };

export interface BridgeOptions {
  readonly target: EventTarget;
  readonly secret: string;
  readonly side: Side;
  /** What the other side exposes. */
  readonly accept?: (key: string, api: unknown) => void;
}

export interface Bridge {
  readonly expose: (key: string, api: unknown) => void;
}

/** Stands for a function inside of a message. */
const FUNCTION = '\u0000function';
const UNCLONABLE = 'An object could not be cloned.';

export function openBridge({ target, secret, side, accept }: BridgeOptions): Bridge {
  // Taken now: a page that replaces them later must not get to see what passes.
  const { CustomEvent: Custom } = globalThis;
  const dispatch = target.dispatchEvent.bind(target);
  const other: Side = side === 'page' ? 'preload' : 'page';
  let answer: Answer | undefined;
  const post = (message: Message): boolean => dispatch(new Custom(`${secret}-${other}`, { detail: message }));

  const settling = new Map<number, { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void }>();
  const functions = functionTable((id, args) => {
    answer = undefined;
    post({ kind: 'call', id, args });
    const got = answer as Answer | undefined;
    answer = undefined;
    if (!got) throw new Error(UNCLONABLE);
    if ('error' in got) throw new Error(got.error);
    if ('promise' in got) return new Promise((resolve, reject) => settling.set(got.promise, { resolve, reject }));
    return functions.unpack(got.value);
  });

  let lastPromise = 0;
  const promise = (value: PromiseLike<unknown>): Answer => {
    lastPromise += 1;
    const id = lastPromise;
    value.then(
      (settled) => post({ kind: 'settle', promise: id, value: functions.pack(settled) }),
      (error: unknown) => post({ kind: 'settle', promise: id, error: messageOf(error) }),
    );
    return { promise: id };
  };
  const call = (id: number, args: unknown): Answer => {
    try {
      const value = functions.call(id, functions.unpack(args) as readonly unknown[]);
      return isPromise(value) ? promise(value) : { value: functions.pack(value) };
    } catch (error) {
      return { error: messageOf(error) };
    }
  };
  const hear = (message: Message): void => {
    if (message.kind === 'answer') answer = message;
    else if (message.kind === 'call') post({ kind: 'answer', ...call(message.id, message.args) });
    else if (message.kind === 'expose') accept?.(message.key, deepFreeze(functions.unpack(message.api)));
    else settle(message);
  };
  const settle = ({ promise: id, value, error }: Extract<Message, { kind: 'settle' }>): void => {
    const waiting = settling.get(id);
    settling.delete(id);
    if (error === undefined) waiting?.resolve(functions.unpack(value));
    else waiting?.reject(new Error(error));
  };
  target.addEventListener(`${secret}-${side}`, (event) => {
    event.stopImmediatePropagation();
    const message = (event as CustomEvent<Message | null>).detail;
    if (message) hear(message);
  });
  return { expose: (key, api) => void post({ kind: 'expose', key, api: functions.pack(api) }) };
}

/** Functions of this side by number, and stand-ins for those of the other. One function keeps one number and one stand-in. */
function functionTable(callOther: (id: number, args: unknown) => unknown) {
  const own: Callable[] = [];
  const numbers = new Map<Callable, number>();
  const standIns = new Map<number, Callable>();
  const numberOf = (callable: Callable): number => numbers.get(callable) ?? (numbers.set(callable, own.push(callable) - 1), own.length - 1);
  const standInOf = (id: number): Callable => {
    const standIn = standIns.get(id) ?? ((...args) => callOther(id, pack(args)));
    standIns.set(id, standIn);
    return standIn;
  };
  const pack = (value: unknown): unknown => {
    if (typeof value === 'function') return { [FUNCTION]: numberOf(value as Callable) };
    return mapMembers(value, pack);
  };
  const unpack = (value: unknown): unknown => {
    if (isRecord(value) && FUNCTION in value) return standInOf(value[FUNCTION] as number);
    return mapMembers(value, unpack);
  };
  return { pack, unpack, call: (id: number, args: readonly unknown[]) => own[id]?.(...args) };
}

/** Of plain objects and arrays; all else is left to the browser's structured clone. */
function mapMembers(value: unknown, map: (member: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(map);
  if (isRecord(value)) return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, map(member)]));
  return value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { readonly then?: unknown }).then === 'function';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function deepFreeze(value: unknown): unknown {
  if (isRecord(value) || Array.isArray(value)) Object.values(value).forEach(deepFreeze);
  return Object.freeze(value);
}
