import type { ReactNode } from 'react';
import { formatBytes } from '../../shared/format.ts';
import type { ReviewView, TargetRef, TargetView } from '../../shared/view.ts';
import { busOf, serialTail } from '../drives/bus.ts';
import { Refusal } from '../parts/Refusal.tsx';
import { Remarks } from '../parts/Remarks.tsx';
import { Screen } from '../parts/Screen.tsx';
import { keyOf } from '../state/place.ts';
import { useConnection, useView } from '../state/useConnection.ts';
import { BeforeAfter } from './BeforeAfter.tsx';
import { ChoiceField } from './Field.tsx';
import { Options } from './Options.tsx';
import { PlanText } from './PlanText.tsx';
import css from './Review.module.css';
import { Start } from './Start.tsx';
import { Waiting } from './Waiting.tsx';
import { headingOf } from './words.ts';

/** What is about to happen to the target, and the one button that makes it happen. */
export function Review(): ReactNode {
  const review = useView((state) => state.review);
  if (!review) return null;
  const { target, plan, before, places } = review;
  return (
    <Screen
      heading={headingOf(target)}
      about={aboutOf(target)}
      foot={<Start key={`${plan.kind === 'ready' ? plan.confirmation : ''} ${keyOf(target.ref)}`} review={review} />}
    >
      {places.length > 1 && <Places places={places} chosen={target.ref} />}
      {plan.kind === 'refused' && (
        <div className={css.refusal}>
          <Refusal problem={plan.problem} />
        </div>
      )}
      {plan.kind === 'waiting' && <Waiting unread={plan.unread} />}
      {plan.kind === 'ready' && <Remarks remarks={plan.remarks} />}
      <BeforeAfter before={before} after={plan.kind === 'ready' ? plan.after : null} />
      <Options review={review} />
      {plan.kind === 'ready' && <PlanText plan={plan} />}
    </Screen>
  );
}

function aboutOf({ kind, title, path, size, bus, serial }: TargetView): string {
  if (kind === 'image') return '';
  const name = kind === 'partition' ? [title] : [];
  // The size of a folder would be that of the whole filesystem.
  const known = kind === 'directory' ? [] : [size === null ? '' : formatBytes(size), busOf(bus).name, serialTail(serial)];
  return [...name, path, ...known].filter(Boolean).join(' · ');
}

function Places({ places, chosen }: { readonly places: ReviewView['places']; readonly chosen: TargetRef }): ReactNode {
  const { bridge, send } = useConnection();
  const choose = (key: string): void => {
    const place = places.find(({ ref }) => keyOf(ref) === key);
    if (place) send(bridge.chooseTarget(place.ref));
  };
  return (
    <div className={css.places}>
      <ChoiceField label="Write to" value={keyOf(chosen)} choices={places.map(({ ref, label }) => ({ value: keyOf(ref), title: label }))} onChange={choose} />
    </div>
  );
}
