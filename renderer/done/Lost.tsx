import type { ReactNode } from 'react';
import type { Loss } from '../../shared/facts.ts';
import { lossText } from '../../shared/losses.ts';
import { Remark } from '../parts/Remark.tsx';
import css from './Warnings.module.css';

/** What the archive has and the target has not. */
export function Lost({ losses }: { readonly losses: readonly Loss[] }): ReactNode {
  if (losses.length === 0) return null;
  return (
    <ul className={css.list}>
      {losses.map((loss) => (
        <li key={loss.what}>
          <Remark tone="caution">{lossText(loss)}</Remark>
        </li>
      ))}
    </ul>
  );
}
