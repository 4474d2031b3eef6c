import type { ImageFacts, ImagePartition } from '../../shared/imageFacts.ts';
import { HEAD_BYTES } from '../archive/signatures.ts';
import { filesystemAt, type FoundFilesystem } from './filesystem.ts';
import { type Gpt, hasBackup } from './gpt.ts';
import type { Packed } from './packed.ts';
import type { Outline } from './table.ts';
import type { TablePartition } from './tablePartition.ts';

/** What a table and what lies in its partitions tell of an image. */
export interface ImageContents extends Omit<ImageFacts, 'file' | 'compression' | 'zip' | 'bmap' | 'imageBytes'> {
  /** What must be there: where the image ends before that, it is cut short. */
  readonly reach: { readonly what: 'last partition' | 'filesystem'; readonly byte: number };
}

export function contentsOf(packed: Packed, outline: Outline): ImageContents {
  const { form, table, partial, gpt } = outline;
  const own = table === 'none' || form === 'iso' ? filesystemAt(packed.bytes, 0) : undefined;
  const partitions = outline.partitions.map((partition) => lookedInto(packed, partition));
  const lastByte = Math.max(0, ...partitions.map(({ startByte, sizeByte }) => startByte + sizeByte));
  const ownByte = own?.sizeByte ?? 0;
  return {
    form,
    table,
    sectorSize: outline.sectorSize ?? own?.unitByte ?? null,
    backupGpt: gpt ? backupOf(packed, gpt) : null,
    partitions,
    ...(partial ? { partial } : {}),
    filesystem: own ? named(own) : null,
    usedBytes: Math.max(lastByte, ownByte),
    // Tables of ISOs reach to the end of a cylinder.
    reach: own ? { what: 'filesystem', byte: ownByte } : { what: 'last partition', byte: lastByte },
  };
}

function named({ name, label }: FoundFilesystem): NonNullable<ImageFacts['filesystem']> {
  return { name, ...(label === undefined ? {} : { label }) };
}

function lookedInto({ bytes, isWhole }: Packed, partition: TablePartition): ImagePartition {
  if (partition.kind === 'extended') return partition;
  const { startByte, sizeByte } = partition;
  if (!isWhole && startByte + HEAD_BYTES > bytes.size) return { ...partition, unread: true };
  const found = sizeByte === 0 ? undefined : filesystemAt(bytes, startByte);
  return { ...partition, ...(found ? { filesystem: found.name } : {}), ...(found?.label === undefined ? {} : { label: found.label }) };
}

function backupOf({ bytes, imageBytes, isWhole }: Packed, gpt: Gpt): ImageFacts['backupGpt'] {
  if (!isWhole) return null;
  if (!hasBackup(bytes, gpt)) return 'missing';
  return gpt.backupByte + gpt.sectorSize === imageBytes ? 'at-end' : 'elsewhere';
}
