import type { ReactNode } from 'react';
import { counted } from '../../shared/counted.ts';
import { useView } from '../state/useConnection.ts';
import { Remark } from '../parts/Remark.tsx';
import css from './Warnings.module.css';

/** What was noticed on the way, in the words of the engine. */
export function Warnings(): ReactNode {
  const warnings = useView(({ job }) => job?.warnings) ?? [];
  const count = useView(({ job }) => job?.warningCount ?? 0);
  if (warnings.length === 0) return null;
  return (
    <div className={css.warnings}>
      <h3>{counted(count, 'warning')}</h3>
      <ul className={css.list}>
        {warnings.map((text, i) => (
          <li key={i}>
            <Remark tone="caution">{text}</Remark>
          </li>
        ))}
        {count > warnings.length && <li className={css.more}>and {count - warnings.length} more in the log</li>}
      </ul>
    </div>
  );
}
