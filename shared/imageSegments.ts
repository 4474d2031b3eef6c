import type { ImagePartition } from './imageFacts.ts';
import type { ImagePlan } from './plan/imageTypes.ts';
import { withFree } from './segments.ts';
import type { Segment } from './view.ts';

/** What lies on a drive when an image has been written to it, as stretches of a bar. Pure. */
export function segmentsOfImage({ image, target, grow }: ImagePlan): Segment[] {
  const own = image.filesystem;
  if (own && (image.table === 'none' || image.form === 'iso')) {
    const size = grow ? target.size : Math.max(image.usedBytes, image.imageBytes ?? 0);
    return withFree([{ size, kind: 'partition', filesystem: own.name, label: own.label, mounts: [] }], target.size);
  }
  const parts = outermost(image.partitions).map(({ number, sizeByte, filesystem, label }) => {
    const size = grow?.partition?.number === number ? grow.partition.sizeByte : sizeByte;
    return { size, kind: 'partition' as const, filesystem, label, mounts: [] };
  });
  return withFree(parts, target.size);
}

/** In the order of their places, without those that lie in others, and without what holds the logical ones. */
function outermost(partitions: readonly ImagePartition[]): ImagePartition[] {
  const placed = partitions
    .filter(({ kind, sizeByte }) => kind !== 'extended' && sizeByte > 0)
    .toSorted((a, b) => a.startByte - b.startByte || b.sizeByte - a.sizeByte);
  return placed.filter(({ startByte, sizeByte }, i) => !placed.slice(0, i).some((one) => one.startByte + one.sizeByte >= startByte + sizeByte));
}
