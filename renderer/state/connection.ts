import type { Failure } from '../../shared/errors.ts';
import type { Bridge, Result } from '../../shared/ipc.ts';
import type { AppState } from '../../shared/view.ts';
import type { Drag } from '../drag/drag.ts';
import { type Cell, createCell } from './cell.ts';

/** What the window holds of the main side: its state as last told, and the way to ask for something. */
export interface Connection {
  readonly bridge: Bridge;
  readonly state: Cell<AppState>;
  /** The newest request that did not succeed, until it is put away. */
  readonly problem: Cell<Failure | null>;
  readonly drag: Cell<Drag | null>;
  /** Drives that are checked, to be written together, by their keys (`drives/picks.ts`). */
  readonly picks: Cell<readonly string[]>;
  /** Takes what a request gives; a failure goes to the message line. */
  readonly send: (answer: Promise<Result<unknown>>) => void;
}

export async function connect(bridge: Bridge): Promise<Result<Connection>> {
  let early: Partial<AppState> = {};
  let take = (slices: Partial<AppState>): void => void (early = { ...early, ...slices });
  bridge.onState((slices) => take(slices));
  const first = await settle(bridge.readState());
  if (!first.ok) return first;
  const state = createCell<AppState>({ ...first.value, ...early });
  take = (slices) => state.write({ ...state.read(), ...slices });
  const problem = createCell<Failure | null>(null);
  const report = async (answer: Promise<Result<unknown>>): Promise<void> => {
    const result = await settle(answer);
    // What succeeds takes the word of a failure before it away.
    problem.write(result.ok ? null : result.error);
  };
  const send = (answer: Promise<Result<unknown>>): void => void report(answer);
  return { ok: true, value: { bridge, state, problem, drag: createCell<Drag | null>(null), picks: createCell<readonly string[]>([]), send } };
}

/** What the contract does not allow is refused by a rejection; for the user it is a failure like any other. */
export async function settle<T>(answer: Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await answer;
  } catch (error) {
    return { ok: false, error: { code: 'unexpected', facts: {}, detail: String(error) } };
  }
}
