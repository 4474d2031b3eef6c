import type { ReactNode } from 'react';
import { formatBytes } from '../../shared/format.ts';
import type { ImageFacts, ImagePartition } from '../../shared/imageFacts.ts';
import { segmentsIn } from '../../shared/imageSegments.ts';
import { PartitionBar, Swatch } from '../parts/PartitionBar.tsx';
import css from './ImagePartitions.module.css';
import { insideOf, nameOfPartition } from './imageWords.ts';

/** More would push what is to be pressed out of sight; Review lists them all. */
const MOST = 6;

export function ImagePartitions({ image }: { readonly image: ImageFacts }): ReactNode {
  const { partitions, partial } = image;
  // One too many to show would take as much room as the line that says so.
  const shown = partitions.length === MOST + 1 ? partitions : partitions.slice(0, MOST);
  const hidden = partitions.length - shown.length;
  if (partitions.length === 0) return null;
  return (
    <div className={css.partitions}>
      <PartitionBar segments={segmentsIn(image)} name="In the image" />
      <ul className={css.list} aria-label="Partitions">
        {shown.map((partition) => (
          <Row key={partition.number} partition={partition} />
        ))}
        {hidden > 0 && <li className={css.more}>and {hidden} more</li>}
        {partial && <li className={css.more}>Whether more follow turns out when it is written</li>}
      </ul>
    </div>
  );
}

function Row({ partition }: { readonly partition: ImagePartition }): ReactNode {
  const { sizeByte, filesystem, label } = partition;
  const name = nameOfPartition(partition);
  const inside = insideOf(partition);
  return (
    <li className={css.row}>
      <Swatch segment={{ size: sizeByte, kind: 'partition', filesystem, label, mounts: [] }} />
      <span className={css.name} title={name}>
        {name}
      </span>
      <span className={css.size}>{formatBytes(sizeByte)}</span>
      <small className={css.inside} title={inside}>
        {inside}
      </small>
    </li>
  );
}
