import type { DriveFacts } from '../../shared/targetFacts.ts';
import { useCell, useConnection, useView } from '../state/useConnection.ts';
import { pickedOf } from './picks.ts';

/** The drives that are checked. */
export function usePicked(): readonly DriveFacts[] {
  const { picks } = useConnection();
  const drives = useView((state) => state.drives.drives);
  return pickedOf(useCell(picks), drives);
}
