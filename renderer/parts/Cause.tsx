import type { ReactNode } from 'react';
import css from './Cause.module.css';

/** The words of the tool that failed: folded away, they are seldom what a person needs first. */
export function Cause({ text }: { readonly text: string | undefined }): ReactNode {
  if (!text) return null;
  return (
    <details className={css.cause}>
      <summary>Details</summary>
      <pre className={css.text} tabIndex={0} aria-label="Details" role="group">
        {text}
      </pre>
    </details>
  );
}
