import type { ReactNode } from 'react';
import type { DriveState, Failure } from '../../shared/errors.ts';
import type { Kind } from '../../shared/closing.ts';
import { explain, explainCancelled } from '../../shared/explain.ts';
import { Cause } from '../parts/Cause.tsx';
import css from './Ended.module.css';
import { Result } from './Result.tsx';

/** Jobs that did not reach their end. */

interface FailedProps extends CancelledProps {
  readonly failure: Failure;
}

export function Failed({ failure, drive, kind }: FailedProps): ReactNode {
  const { headline, cause, state, next } = explain(failure, drive, { place: 'window', kind });
  return (
    <div className={css.ended}>
      <Result tone="bad">{headline}</Result>
      <div className={css.words}>
        <p>{state}</p>
        <p>{next}</p>
      </div>
      <div className={css.cause}>
        <Cause text={cause} />
      </div>
    </div>
  );
}

interface CancelledProps {
  readonly drive: DriveState;
  readonly kind: Kind;
}

export function Cancelled({ drive, kind }: CancelledProps): ReactNode {
  return (
    <div className={css.ended}>
      <Result tone="neutral">{explainCancelled(drive, kind)}</Result>
    </div>
  );
}
