import type { ReactNode } from 'react';
import type { DriveState, Failure } from '../../shared/errors.ts';
import { explain, explainCancelled } from '../../shared/explain.ts';
import { Cause } from '../parts/Cause.tsx';
import css from './Ended.module.css';
import { Result } from './Result.tsx';

/** Jobs that did not reach their end. */

export function Failed({ failure, drive }: { readonly failure: Failure; readonly drive: DriveState }): ReactNode {
  const { headline, cause, state, next } = explain(failure, drive, 'window');
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

export function Cancelled({ drive }: { readonly drive: DriveState }): ReactNode {
  return (
    <div className={css.ended}>
      <Result tone="neutral">{explainCancelled(drive)}</Result>
    </div>
  );
}
