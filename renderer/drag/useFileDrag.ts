import { useEffect } from 'react';
import { canPick, pickedOf, withPick } from '../drives/picks.ts';
import type { Connection } from '../state/connection.ts';
import { deviceOf, keyOf, type PlaceKey, placeOf, refOf, ZONE } from '../state/place.ts';
import { useConnection } from '../state/useConnection.ts';
import { isBusy } from '../state/stage.ts';
import { acceptance, type Drag, loadOf } from './drag.ts';
import { CARD } from './startDrag.ts';

/**
 * Files dragged over the window. One set of listeners for the whole of it: the place is read from what lies under the
 * pointer, so there are no pairs of enter and leave to count.
 */
export function useFileDrag(): void {
  const connection = useConnection();
  useEffect(() => {
    const end = new AbortController();
    const { signal } = end;
    window.addEventListener('dragenter', (event) => hover(connection, event), { signal });
    window.addEventListener('dragover', (event) => hover(connection, event), { signal });
    window.addEventListener('dragleave', (event) => event.relatedTarget === null && connection.drag.write(null), { signal });
    window.addEventListener('drop', (event) => drop(connection, event), { signal });
    // While something is dragged the pointer is silent: a move means that a drag has ended which never said so.
    for (const name of ['pointermove', 'dragend', 'blur']) window.addEventListener(name, () => connection.drag.write(null), { signal });
    return () => end.abort();
  }, [connection]);
}

function hover(connection: Connection, event: DragEvent): void {
  // Without this the page itself would be replaced by what is dropped.
  event.preventDefault();
  if (!event.dataTransfer) return;
  const drag = read(event, event.dataTransfer);
  const shown = connection.drag.read();
  if (shown?.load !== drag.load || shown.over !== drag.over || shown.isAdding !== drag.isAdding) connection.drag.write(drag);
  event.dataTransfer.dropEffect = judge(connection, drag) ? 'copy' : 'none';
}

function drop(connection: Connection, event: DragEvent): void {
  event.preventDefault();
  connection.drag.write(null);
  const card = event.dataTransfer?.getData(CARD);
  if (card) return dropCard(connection, card, keyUnder(event.target));
  const [file, ...others] = event.dataTransfer?.files ?? [];
  if (!file) return;
  const over = keyUnder(event.target);
  if (!judge(connection, { load: others.length > 0 ? 'several' : 'archive', over })) return;
  const added = event.shiftKey && add(connection, over);
  const { ref } = placeOf(over, connection.state.read().drives.drives);
  connection.send(connection.bridge.dropArchive(file, added ? null : ref));
}

/** The way back: a drive becomes an archive. */
function dropCard(connection: Connection, card: PlaceKey, over: PlaceKey): void {
  const { bridge, send, state } = connection;
  const drive = state.read().drives.drives.find((candidate) => keyOf(refOf(candidate)) === card);
  if (drive && judge(connection, { load: 'card', over })) send(bridge.captureDrive(deviceOf(drive)));
}

/** Checks the drive on which it was dropped. @returns whether that is one which can be checked */
function add({ state, picks }: Connection, over: PlaceKey): boolean {
  const { drives } = state.read().drives;
  const drive = drives.find((candidate) => keyOf(refOf(candidate)) === over);
  if (!drive || !canPick(drive)) return false;
  picks.write(withPick(pickedOf(picks.read(), drives), drive));
  return true;
}

function judge({ state }: Connection, { load, over }: Pick<Drag, 'load' | 'over'>): boolean {
  const { drives } = state.read();
  return acceptance({ load, isBusy: isBusy(state.read()), lock: placeOf(over, drives.drives).lock, isZone: over === ZONE }).accepts;
}

function read(event: DragEvent, data: DataTransfer): Drag {
  const kinds = Array.from(data.items, ({ kind }) => kind);
  return { load: loadOf(data.types, kinds), over: keyUnder(event.target), isAdding: event.shiftKey };
}

function keyUnder(target: EventTarget | null): PlaceKey {
  const place = target instanceof Element ? target.closest('[data-place]') : null;
  return place?.getAttribute('data-place') ?? ZONE;
}
