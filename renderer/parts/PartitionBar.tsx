import type { ReactNode } from 'react';
import type { Segment } from '../../shared/view.ts';
import css from './PartitionBar.module.css';
import { hueOf, spoken, widthsOf } from './segments.ts';

/** What lies where on a drive, in proportion. */
export function PartitionBar({ segments, name }: { readonly segments: readonly Segment[]; readonly name: string }): ReactNode {
  const widths = widthsOf(segments.map(({ size }) => size));
  return (
    <div className={css.bar} role="img" aria-label={`${name}: ${spoken(segments)}`}>
      {segments.map((segment, i) => (
        // Stretches have no name of their own: they are their place.
        <span key={i} className={`${css.segment} ${css[hueOf(segment)]}`} style={{ width: `${widths[i]}%` }} />
      ))}
    </div>
  );
}

/** The colour of a stretch, beside its words. */
export function Swatch({ segment }: { readonly segment: Segment }): ReactNode {
  return <span className={`${css.swatch} ${css[hueOf(segment)]}`} aria-hidden="true" />;
}
