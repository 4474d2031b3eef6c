import { type ReactNode, useEffect, useRef } from 'react';
import type { Failure } from '../../shared/errors.ts';
import { Refusal } from '../parts/Refusal.tsx';
import css from './Review.module.css';

/** Why a file that was chosen is no layout. What was chosen before stays. */
export function LayoutProblem({ problem }: { readonly problem: Failure }): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // In a small window it comes below the edge. An engine may give a promise here, which React would take for something to call.
    box.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <div ref={box} className={css.refusal}>
      <Refusal problem={problem} />
    </div>
  );
}
