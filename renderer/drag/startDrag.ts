import type { DragEvent } from 'react';
import type { Cell } from '../state/cell.ts';
import type { PlaceKey } from '../state/place.ts';
import type { Drag } from './drag.ts';

/** By which a card is told from files and texts of other programs. */
export const CARD = 'application/x-tarstrap-card';

/** A card is taken up, to be dropped on the archive's zone: the way back. */
export function startDrag({ dataTransfer }: DragEvent, card: PlaceKey, drag: Cell<Drag | null>): void {
  dataTransfer.setData(CARD, card);
  dataTransfer.effectAllowed = 'copy';
  drag.write({ load: 'card', over: card, isAdding: false });
}
