import type { ReactNode } from 'react';
import { formatPercent } from '../../shared/format.ts';
import type { ArchiveView } from '../../shared/view.ts';
import css from './Inspection.module.css';

/** A glance was enough to begin; what only the whole archive tells is still to come. */
export function Rest({ reading }: { readonly reading: NonNullable<Extract<ArchiveView, { kind: 'ready' }>['reading']> }): ReactNode {
  const { position, size } = reading;
  const share = size > 0 ? Math.min(1, position / size) : 0;
  return (
    <div className={css.inspection}>
      <progress className={css.bar} value={share} max={1} aria-label="Reading the rest of the archive" />
      <p className={css.words}>Reading the rest, {formatPercent(share)}</p>
    </div>
  );
}
