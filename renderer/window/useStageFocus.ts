import { type RefObject, useEffect, useRef } from 'react';
import { cardOf, type PlaceKey } from '../state/place.ts';
import type { StageName } from '../state/stage.ts';
import { useConnection, useView } from '../state/useConnection.ts';

/** The focus goes along when the stage changes: to its heading, or back to the card that was used. */
export function useStageFocus(stage: StageName): RefObject<HTMLElement | null> {
  const { state } = useConnection();
  const place = useRef<HTMLElement>(null);
  const used = useRef<PlaceKey | null>(null);
  const shown = useRef(stage);
  const target = useView(({ review, capture }) => capture?.source.ref ?? review?.lanes[0]?.target.ref ?? null);
  useEffect(() => {
    if (target) used.current = cardOf(target, state.read().drives.drives);
  }, [state, target]);
  useEffect(() => {
    if (shown.current === stage || !place.current) return;
    shown.current = stage;
    const card = stage === 'drives' && used.current !== null ? buttonOf(place.current, used.current) : null;
    (card ?? place.current.querySelector<HTMLElement>('#stage-heading'))?.focus();
  }, [stage]);
  return place;
}

function buttonOf(place: HTMLElement, key: PlaceKey): HTMLElement | null {
  const card = [...place.querySelectorAll('[data-place]')].find((element) => element.getAttribute('data-place') === key);
  return card?.querySelector('button') ?? null;
}
