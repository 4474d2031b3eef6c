import { createContext, useContext, useSyncExternalStore } from 'react';
import type { AppState } from '../../shared/view.ts';
import type { Cell } from './cell.ts';
import type { Connection } from './connection.ts';

export const ConnectionContext = createContext<Connection | null>(null);

export function useConnection(): Connection {
  const connection = useContext(ConnectionContext);
  if (!connection) throw new Error('The window is drawn without a connection to the main side.');
  return connection;
}

export function useCell<T>(cell: Cell<T>): T {
  return useSyncExternalStore(cell.subscribe, cell.read);
}

/**
 * A part of the state. Draws anew only when that part is another one, so it must be a slice, a piece of one, or a plain
 * value: never an object that is made here.
 */
export function useView<T>(select: (state: AppState) => T): T {
  const { state } = useConnection();
  return useSyncExternalStore(state.subscribe, () => select(state.read()));
}
