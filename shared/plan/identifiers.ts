import type { Layout } from '../layout.ts';
import type { Identifiers } from './types.ts';

/** Those of a layout, as far as it has any. @param fresh for the rest */
export function identifiersIn({ tableUuid, partitions }: Layout, fresh: Identifiers): Identifiers {
  return {
    table: tableUuid ?? fresh.table,
    partitions: fresh.partitions.map((own, i) => partitions[i]?.partitionUuid ?? own),
    filesystems: fresh.filesystems.map((own, i) => partitions[i]?.uuid ?? own),
  };
}

/** Whether a layout tells of a drive that was there. */
export function hasIdentifiers({ tableUuid, partitions }: Layout): boolean {
  return tableUuid !== undefined || partitions.some(({ uuid, partitionUuid }) => uuid !== undefined || partitionUuid !== undefined);
}
