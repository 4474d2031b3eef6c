import type { ReactNode } from 'react';
import { formatBytes } from '../../shared/format.ts';
import type { Segment } from '../../shared/view.ts';
import { PartitionBar, Swatch } from '../parts/PartitionBar.tsx';
import { nameOf, widthsOf } from '../parts/segments.ts';
import css from './BeforeAfter.module.css';

/** What lies on the target now, and what will. */
interface BeforeAfterProps {
  readonly before: readonly Segment[];
  readonly after: readonly Segment[] | null;
  /** Where nothing will become of it. */
  readonly now?: string;
}

export function BeforeAfter({ before, after, now = 'Before' }: BeforeAfterProps): ReactNode {
  if (before.length === 0 && (after === null || after.length === 0)) return null;
  return (
    <dl className={css.bars}>
      <Row name={now} segments={before} />
      {after && <Row name="After" segments={after} />}
    </dl>
  );
}

function Row({ name, segments }: { readonly name: string; readonly segments: readonly Segment[] }): ReactNode {
  return (
    <div className={css.row}>
      <dt>{name}</dt>
      <dd>
        {segments.length === 0 ? (
          <p className={css.nothing}>Nothing there yet</p>
        ) : (
          <>
            <PartitionBar segments={segments} name={name} />
            <Labels segments={segments} />
          </>
        )}
      </dd>
    </div>
  );
}

/** Percent of the bar from which on there is room for words below a stretch. */
const ROOM = 18;

/** More of them would be a table in the place of a picture; the plan lists what comes. */
const MOST = 8;

/** Below the stretches where there is room, else in a row of their own: the bar itself says the same to a screen reader. */
function Labels({ segments }: { readonly segments: readonly Segment[] }): ReactNode {
  const widths = widthsOf(segments.map(({ size }) => size));
  const narrow = segments.filter((_, i) => (widths[i] ?? 0) < ROOM);
  return (
    <div aria-hidden="true" className={css.labels}>
      <div className={css.places}>
        {segments.map((segment, i) => (
          <span key={i} className={css.place} style={{ width: `${widths[i]}%` }}>
            {(widths[i] ?? 0) >= ROOM && <Label segment={segment} />}
          </span>
        ))}
      </div>
      {narrow.length > 0 && (
        <div className={css.legend}>
          {narrow.slice(0, MOST).map((segment, i) => (
            <span key={i} className={css.entry}>
              <Swatch segment={segment} />
              <Label segment={segment} />
            </span>
          ))}
          {narrow.length > MOST && <span className={css.entry}>and {narrow.length - MOST} more</span>}
        </div>
      )}
    </div>
  );
}

function Label({ segment }: { readonly segment: Segment }): ReactNode {
  const { filesystem, label, size } = segment;
  const more = [label ? filesystem : undefined, formatBytes(size)].filter((word) => word !== undefined).join(' · ');
  return (
    <span className={css.label} title={segment.mounts.length > 0 ? `mounted at ${segment.mounts.join(', ')}` : undefined}>
      <span>{nameOf(segment)}</span>
      <small>{more}</small>
    </span>
  );
}
