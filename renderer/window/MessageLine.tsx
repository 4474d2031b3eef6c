import type { ReactNode } from 'react';
import { explain } from '../../shared/explain.ts';
import { Icon } from '../icons/Icon.tsx';
import { useCell, useConnection } from '../state/useConnection.ts';
import css from './MessageLine.module.css';

/** What was asked for and could not be done, until it is put away. */
export function MessageLine(): ReactNode {
  const { problem } = useConnection();
  const failure = useCell(problem);
  const words = failure && explain(failure, 'untouched', { place: 'window' });
  return (
    <div role="status" aria-label="Message">
      {words && (
        <div className={css.line}>
          <Icon name="failed" size={16} />
          <p className={css.words} title={words.cause}>
            <strong>{words.headline}</strong> {words.next}
          </p>
          <button type="button" className={css.dismiss} aria-label="Dismiss the message" onClick={() => problem.write(null)}>
            <Icon name="cross" size={16} />
          </button>
        </div>
      )}
    </div>
  );
}
