import type { ImageFacts, ImagePartition } from './imageFacts.ts';
import type { ImagePlan } from './plan/imageTypes.ts';
import { withFree } from './segments.ts';
import type { Segment } from './view.ts';

/** What lies in an image, and on a drive when it has been written to it, as stretches of a bar. Pure. */

export function segmentsIn(image: ImageFacts): Segment[] {
  const size = Math.max(image.usedBytes, image.imageBytes ?? 0);
  return withFree(stretches(image, size, null), size);
}

export function segmentsOfImage({ image, target, grow }: ImagePlan): Segment[] {
  const size = grow ? target.size : Math.max(image.usedBytes, image.imageBytes ?? 0);
  return withFree(stretches(image, size, grow), target.size);
}

/** @param size of a filesystem that has all of the image */
function stretches(image: ImageFacts, size: number, grow: ImagePlan['grow']): Segment[] {
  const own = image.filesystem;
  if (own && (image.table === 'none' || image.form === 'iso')) return [{ size, kind: 'partition', filesystem: own.name, label: own.label, mounts: [] }];
  return outermost(image.partitions).map((partition) => {
    const size = grow?.partition?.number === partition.number ? grow.partition.sizeByte : partition.sizeByte;
    return { size, kind: 'partition', filesystem: partition.filesystem, label: calledIn(partition), mounts: [] };
  });
}

/** What the table says of one in which nothing is known. */
function calledIn({ label, filesystem, name, type }: ImagePartition): string | undefined {
  return label ?? (filesystem === undefined ? name || type : undefined);
}

/** In the order of their places, without those that lie in others, and without what holds the logical ones. */
function outermost(partitions: readonly ImagePartition[]): ImagePartition[] {
  const placed = partitions
    .filter(({ kind, sizeByte }) => kind !== 'extended' && sizeByte > 0)
    .toSorted((a, b) => a.startByte - b.startByte || b.sizeByte - a.sizeByte);
  return placed.filter(({ startByte, sizeByte }, i) => !placed.slice(0, i).some((one) => one.startByte + one.sizeByte >= startByte + sizeByte));
}
