import type { ReactNode } from 'react';
import type { Failure } from '../../shared/errors.ts';
import { explain } from '../../shared/explain.ts';
import { Cause } from './Cause.tsx';
import css from './Refusal.module.css';
import { Remark } from './Remark.tsx';

/** Why something was not taken, and what to do about it. Nothing was written yet. */
export function Refusal({ problem }: { readonly problem: Failure }): ReactNode {
  const { headline, cause, next } = explain(problem, 'untouched', { place: 'window' });
  return (
    <div className={css.refusal}>
      <Remark tone="danger">
        <p className={css.headline}>{headline}</p>
      </Remark>
      <p className={css.next}>{next}</p>
      <Cause text={cause} />
    </div>
  );
}
