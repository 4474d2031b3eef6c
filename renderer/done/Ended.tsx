import type { ReactNode } from 'react';
import type { DriveState, Failure } from '../../shared/errors.ts';
import { explain, explainCancelled } from '../../shared/explain.ts';
import { Cause } from '../parts/Cause.tsx';
import { useView } from '../state/useConnection.ts';
import css from './Ended.module.css';
import { Result } from './Result.tsx';

/** Jobs that did not reach their end. */

export function Failed({ failure, drive }: { readonly failure: Failure; readonly drive: DriveState }): ReactNode {
  const kind = useView(({ job }) => job?.target.kind);
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

export function Cancelled({ drive }: { readonly drive: DriveState }): ReactNode {
  const kind = useView(({ job }) => job?.target.kind);
  return (
    <div className={css.ended}>
      <Result tone="neutral">{explainCancelled(drive, kind)}</Result>
    </div>
  );
}
