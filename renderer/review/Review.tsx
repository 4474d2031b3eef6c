import { type ReactNode, useState } from 'react';
import type { ReviewLane, ReviewView } from '../../shared/view.ts';
import { Refusal } from '../parts/Refusal.tsx';
import { Remarks } from '../parts/Remarks.tsx';
import { Screen } from '../parts/Screen.tsx';
import { createCell } from '../state/cell.ts';
import { keyOf } from '../state/place.ts';
import { useConnection, useView } from '../state/useConnection.ts';
import { BeforeAfter } from './BeforeAfter.tsx';
import { ChoiceField } from './Field.tsx';
import { Lanes } from './Lanes.tsx';
import { Options } from './Options.tsx';
import { PlanText } from './PlanText.tsx';
import css from './Review.module.css';
import { Start } from './Start.tsx';
import { type WrongField, WrongFieldsContext } from './verdicts.ts';
import { Waiting } from './Waiting.tsx';
import { aboutAll, headingOf } from './words.ts';

/** What is about to happen to the targets, and the one button that makes it happen. */
export function Review(): ReactNode {
  const review = useView((state) => state.review);
  const [wrong] = useState(() => createCell<readonly WrongField[]>([]));
  if (!review) return null;
  const { lanes, plan } = review;
  return (
    <WrongFieldsContext value={wrong}>
      <Screen heading={headingOf(lanes)} about={aboutAll(lanes)} foot={<Start key={keyOfStart(review)} review={review} />}>
        <Places review={review} />
        {plan.kind === 'refused' && lanes.length === 1 && (
          <div className={css.refusal}>
            <Refusal problem={plan.problem} />
          </div>
        )}
        {plan.kind === 'waiting' && <Waiting unread={plan.unread} />}
        {plan.kind === 'ready' && <Remarks remarks={plan.remarks} />}
        <Targets lanes={lanes} />
        <Options review={review} />
        {plan.kind === 'ready' && <PlanText lines={lanes.length === 1 ? (lanes[0]?.planned?.lines ?? []) : null} commands={plan.commands} />}
      </Screen>
    </WrongFieldsContext>
  );
}

function Targets({ lanes }: { readonly lanes: readonly ReviewLane[] }): ReactNode {
  const [only, ...others] = lanes;
  if (!only || others.length > 0) return <Lanes lanes={lanes} />;
  return <BeforeAfter before={only.before} after={only.planned?.after ?? null} />;
}

/** What was typed to confirm one target does not confirm another. */
function keyOfStart({ lanes, plan }: ReviewView): string {
  return [plan.kind === 'ready' ? plan.confirmation : '', ...lanes.map(({ target }) => keyOf(target.ref))].join(' ');
}

/** Where only a part of the drive could be written instead. */
function Places({ review: { places, lanes } }: { readonly review: ReviewView }): ReactNode {
  const { bridge, send } = useConnection();
  const [only] = lanes;
  if (!only || places.length <= 1) return null;
  const choose = (key: string): void => {
    const place = places.find(({ ref }) => keyOf(ref) === key);
    if (place) send(bridge.chooseTarget(place.ref));
  };
  return (
    <div className={css.places}>
      <ChoiceField
        label="Write to"
        value={keyOf(only.target.ref)}
        choices={places.map(({ ref, label }) => ({ value: keyOf(ref), title: label }))}
        onChange={choose}
      />
    </div>
  );
}
