import { useSyncExternalStore } from 'react';
import type { PlaceKey } from '../state/place.ts';
import { isBusy } from '../state/stage.ts';
import { useConnection, useView } from '../state/useConnection.ts';
import { acceptance } from './drag.ts';

/** How a place looks while something is dragged over the window. */
export interface DropState {
  readonly look: 'idle' | 'accepts' | 'refuses';
  readonly isOver: boolean;
  readonly isAdding: boolean;
  readonly why: string | null;
}

export function useDropState(key: PlaceKey, lock: string | null): DropState {
  const { drag } = useConnection();
  const load = useSyncExternalStore(drag.subscribe, () => drag.read()?.load ?? null);
  const isOver = useSyncExternalStore(drag.subscribe, () => drag.read()?.over === key);
  const isAdding = useSyncExternalStore(drag.subscribe, () => drag.read()?.isAdding === true);
  const busy = useView(isBusy);
  if (load === null) return { look: 'idle', isOver: false, isAdding: false, why: null };
  const verdict = acceptance({ load, isBusy: busy, lock });
  return verdict.accepts ? { look: 'accepts', isOver, isAdding, why: null } : { look: 'refuses', isOver, isAdding, why: verdict.why };
}
