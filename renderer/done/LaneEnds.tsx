import type { ReactNode } from 'react';
import { explain, explainCancelled } from '../../shared/explain.ts';
import type { JobOutcome } from '../../shared/job.ts';
import type { JobLane } from '../../shared/view.ts';
import { Icon } from '../icons/Icon.tsx';
import { Cause } from '../parts/Cause.tsx';
import css from './LaneEnds.module.css';
import { Lost } from './Lost.tsx';
import { proofOf } from './words.ts';

const ICONS = { finished: 'done', failed: 'failed', cancelled: 'stopped' } as const;

/** What needs somebody comes first: of many drives the list is longer than the window. */
function urgency({ outcome }: JobLane): number {
  if (outcome?.kind === 'finished') return outcome.summary.lost.length > 0 ? 1 : 0;
  return outcome?.kind === 'failed' ? 3 : 2;
}

/** Several drives: how it ended for each. */
export function LaneEnds({ lanes }: { readonly lanes: readonly JobLane[] }): ReactNode {
  return (
    <ul className={css.lanes} aria-label="Drives">
      {lanes
        .toSorted((a, b) => urgency(b) - urgency(a))
        .map(({ target, outcome }) => (
          <li key={target.path} className={css.lane} data-end={outcome?.kind}>
            {outcome && <Icon name={ICONS[outcome.kind]} size={20} />}
            <div className={css.words}>
              <h3 className={css.name} title={target.title}>
                <span className={css.title}>{target.title}</span> <small className={css.path}>{target.path}</small>
              </h3>
              {outcome && <End outcome={outcome} kind={target.kind} />}
            </div>
          </li>
        ))}
    </ul>
  );
}

function End({ outcome, kind }: { readonly outcome: JobOutcome; readonly kind: JobLane['target']['kind'] }): ReactNode {
  if (outcome.kind === 'cancelled') return <p>{explainCancelled(outcome.drive, kind)}</p>;
  if (outcome.kind === 'finished') {
    return (
      <>
        <p>{proofOf(outcome.summary)}</p>
        <Lost losses={outcome.summary.lost} />
      </>
    );
  }
  const { headline, cause, state, next } = explain(outcome.failure, outcome.drive, { place: 'window', kind });
  return (
    <>
      <p className={css.headline}>{headline}</p>
      <p>
        {state} {next}
      </p>
      <Cause text={cause} />
    </>
  );
}
