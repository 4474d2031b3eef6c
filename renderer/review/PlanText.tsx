import type { ReactNode } from 'react';
import type { PlanView } from '../../shared/view.ts';
import { CopyAction } from '../parts/CopyAction.tsx';
import css from './PlanText.module.css';

/** What will be done, in plain words, and as a person would type it. */
export function PlanText({ plan }: { readonly plan: Extract<PlanView, { kind: 'ready' }> }): ReactNode {
  return (
    <div className={css.plan}>
      <h3>Plan</h3>
      <ul className={css.lines}>
        {plan.lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <Commands commands={plan.commands} />
    </div>
  );
}

function Commands({ commands }: { readonly commands: readonly string[] }): ReactNode {
  return (
    <details className={css.details}>
      <summary>As commands</summary>
      <pre className={css.commands} tabIndex={0} role="group" aria-label="Commands">
        {commands.join('\n')}
      </pre>
      <CopyAction key={commands.join('\n')} what="commands" words="Copy commands" />
    </details>
  );
}
