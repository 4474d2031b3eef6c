import type { ReactNode } from 'react';
import type { ReviewLane } from '../../shared/view.ts';
import { CopyAction } from '../parts/CopyAction.tsx';
import css from './PlanText.module.css';

interface PlanTextProps {
  readonly lanes: readonly ReviewLane[];
  readonly commands: readonly string[];
}

/** What will be done, in plain words, and as a person would type it. */
export function PlanText({ lanes, commands }: PlanTextProps): ReactNode {
  // Each of several targets has its own.
  const [only, ...others] = lanes;
  const isAlone = others.length === 0;
  return (
    <div className={css.plan}>
      {isAlone && <h3>Plan</h3>}
      {isAlone && <PlanLines lines={only?.planned?.lines ?? []} />}
      <Commands commands={commands} />
    </div>
  );
}

export function PlanLines({ lines }: { readonly lines: readonly string[] }): ReactNode {
  return (
    <ul className={css.lines}>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
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
