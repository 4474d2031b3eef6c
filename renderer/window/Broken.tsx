import type { ReactNode } from 'react';
import type { Failure } from '../../shared/errors.ts';
import { Action } from '../parts/Action.tsx';
import { Refusal } from '../parts/Refusal.tsx';
import css from './Broken.module.css';

/** Instead of an empty window, when it cannot be drawn. A job goes on: it lives in the main side. */
export function Broken({ problem, onAgain }: { readonly problem: Failure; readonly onAgain: () => void }): ReactNode {
  return (
    <main className={css.broken}>
      <h1 className={css.heading}>The window cannot be drawn</h1>
      <Refusal problem={problem} />
      <div>
        <Action onPress={onAgain}>Draw it again</Action>
      </div>
    </main>
  );
}
