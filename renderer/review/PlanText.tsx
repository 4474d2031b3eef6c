import type { ReactNode } from 'react';
import { CopyAction } from '../parts/CopyAction.tsx';
import css from './PlanText.module.css';

interface PlanTextProps {
  /** null where each of several targets has its own. */
  readonly lines: readonly string[] | null;
  readonly commands: readonly string[];
}

/** What will be done, in plain words, and as a person would type it. */
export function PlanText({ lines, commands }: PlanTextProps): ReactNode {
  return (
    <div className={css.plan}>
      {lines && <h3>Plan</h3>}
      {lines && <PlanLines lines={lines} />}
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
