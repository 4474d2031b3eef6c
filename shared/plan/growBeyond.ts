import { type Layout, openIndex } from '../layout.ts';
import { type Growth, growingFilesystem } from './growth.ts';
import { MiB } from './sizes.ts';
import { numberAt, tableEnd } from './table.ts';
import type { PlanInputs, Volume } from './types.ts';

/**
 * What becomes of a drive that is laid like a smaller one: its last partition gets the rest, unless the layout says how large it is.
 * @param sizeByte of the smaller one
 */
export function growBeyond({ target }: Pick<PlanInputs, 'target'>, layout: Layout, volumes: readonly Volume[], sizeByte: number): Growth | null {
  if (target.kind !== 'disk' || target.size - sizeByte < MiB) return null;
  const movesBackup = layout.table === 'gpt';
  const last = volumes.find(({ number }) => number === numberAt(layout, layout.partitions.length - 1));
  const filesystem = growingFilesystem.safeParse(last?.filesystem);
  const isOpen = openIndex(layout) === layout.partitions.length - 1;
  if (!last || last.number === null || !isOpen || !filesystem.success) return movesBackup ? { movesBackup, partition: null, filesystem: null } : null;
  const { number, startByte } = last;
  return { movesBackup, partition: { startByte, sizeByte: tableEnd(layout.table, target.size) - startByte, number }, filesystem: filesystem.data };
}
