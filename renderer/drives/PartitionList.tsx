import type { ReactNode } from 'react';
import type { DriveFacts } from '../../shared/targetFacts.ts';
import { formatBytes } from '../../shared/format.ts';
import type { Segment } from '../../shared/view.ts';
import { Swatch } from '../parts/PartitionBar.tsx';
import { segmentsOf } from '../../shared/segments.ts';
import { nameOf } from '../parts/segments.ts';
import css from './PartitionList.module.css';

/** More would push the other cards out of sight. */
const MOST = 4;

export function PartitionList({ drive }: { readonly drive: DriveFacts }): ReactNode {
  const parts = segmentsOf(drive).filter(({ kind }) => kind === 'partition');
  if (parts.length === 0) return <p className={css.empty}>No partitions on it</p>;
  // One too many to show would take as much room as the line that says so.
  const shown = parts.length === MOST + 1 ? parts : parts.slice(0, MOST);
  return (
    <ul className={css.list}>
      {shown.map((segment, i) => (
        <Row key={drive.partitions[i]?.path ?? i} segment={segment} />
      ))}
      {parts.length > shown.length && <li className={css.more}>and {parts.length - shown.length} more</li>}
    </ul>
  );
}

function Row({ segment }: { readonly segment: Segment }): ReactNode {
  const { size, filesystem, label, mounts } = segment;
  const where = mounts.join(', ');
  return (
    <li className={css.row}>
      <Swatch segment={segment} />
      <span className={css.name}>
        {nameOf(segment)}
        {label && filesystem && <small> {filesystem}</small>}
      </span>
      {where && (
        <span className={css.mounts} title={where}>
          {where}
        </span>
      )}
      <span className={css.size}>{formatBytes(size)}</span>
    </li>
  );
}
