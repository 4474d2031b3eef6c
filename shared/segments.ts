import type { DriveFacts } from './targetFacts.ts';
import { sizeOf } from './plan/sizeOf.ts';
import { MiB } from './plan/sizes.ts';
import type { Plan } from './plan/types.ts';
import type { Segment } from './view.ts';

/** What lies on a drive before and after, as stretches of a bar. Pure. */

/** Gaps below this are alignment, and nobody wants to see them. */
const SMALLEST_GAP = 16 * MiB;

export function segmentsOf({ target, partitions }: DriveFacts): Segment[] {
  // A filesystem on the bare drive, without a partition table.
  if (partitions.length === 0 && target.filesystem !== undefined) {
    return [{ size: target.size, kind: 'partition', filesystem: target.filesystem, mounts: target.mounts }];
  }
  const parts = partitions.map(({ size, filesystem, label, mounts }) => ({ size, kind: 'partition' as const, filesystem, label, mounts }));
  return withFree(parts, target.size);
}

/** @param before what is kept where the plan makes no filesystem */
export function segmentsAfter(plan: Plan, before: readonly Segment[]): Segment[] {
  if (!plan.volumes.some((volume) => volume.mkfs)) return [...before];
  const volumes = plan.volumes.map(({ number, startByte, sizeByte, filesystem, label, mount }) => {
    const size = plan.grow?.partition?.number === number ? plan.grow.partition.sizeByte : sizeByte;
    return { startByte, size, kind: 'partition' as const, filesystem, label: label || undefined, mounts: [mount] };
  });
  const areas = plan.areas.map(({ startByte, sizeByte: size, name, swap }) => {
    return { startByte, size, kind: 'partition' as const, filesystem: swap ? 'swap' : undefined, label: swap ? swap.label || undefined : name, mounts: [] };
  });
  const made = [...volumes, ...areas]
    .toSorted((a, b) => a.startByte - b.startByte)
    .map(({ size, kind, filesystem, label, mounts }) => ({ size, kind, filesystem, label, mounts }));
  return withFree(made, sizeOf(plan));
}

/** What none of them has, behind them. */
export function withFree(parts: readonly Segment[], size: number): Segment[] {
  const free = size - parts.reduce((sum, part) => sum + part.size, 0);
  return free >= SMALLEST_GAP ? [...parts, { size: free, kind: 'free', mounts: [] }] : [...parts];
}
