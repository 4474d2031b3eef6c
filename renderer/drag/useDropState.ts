import { useSyncExternalStore } from 'react';
import type { PlaceKey } from '../state/place.ts';
import { isBusy } from '../state/stage.ts';
import { useConnection, useView } from '../state/useConnection.ts';
import { acceptance } from './drag.ts';

/** How a place looks while something is dragged over the window. */
export interface DropState {
  readonly look: 'idle' | 'accepts' | 'refuses';
  readonly isOver: boolean;
  readonly why: string | null;
}

export function useDropState(key: PlaceKey, lock: string | null): DropState {
  const { drag } = useConnection();
  const load = useSyncExternalStore(drag.subscribe, () => drag.read()?.load ?? null);
  const isOver = useSyncExternalStore(drag.subscribe, () => drag.read()?.over === key);
  const busy = useView(isBusy);
  if (load === null) return { look: 'idle', isOver: false, why: null };
  const verdict = acceptance({ load, isBusy: busy, lock });
  return verdict.accepts ? { look: 'accepts', isOver, why: null } : { look: 'refuses', isOver, why: verdict.why };
}
