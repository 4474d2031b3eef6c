import { useSyncExternalStore } from 'react';
import { type PlaceKey, ZONE } from '../state/place.ts';
import { isBusy } from '../state/stage.ts';
import { useConnection, useView } from '../state/useConnection.ts';
import { acceptance, type Load } from './drag.ts';

/** How a place looks while something is dragged over the window. */
export interface DropState {
  /** What would become of it. */
  readonly load: Load | null;
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
  if (load === null) return { load, look: 'idle', isOver: false, isAdding: false, why: null };
  const verdict = acceptance({ load, isBusy: busy, lock, isZone: key === ZONE });
  return verdict.accepts ? { load, look: 'accepts', isOver, isAdding, why: null } : { load, look: 'refuses', isOver, isAdding, why: verdict.why };
}
