import type { ArchiveFacts } from './facts.ts';
import { formatBytes } from './format.ts';
import type { Plan } from './plan/types.ts';
import type { Remark } from './remarks.ts';

/**
 * Bytes that the value of an attribute may have: a block without its headers in ext4 (4 KiB) and a leaf in btrfs (16 KiB); Linux itself
 * takes 64 KiB (xattr(7)). Tried.
 */
const LARGEST = { ext4: 4000, btrfs: 16_000, xfs: 65_536 } as const;

/** Attributes that the root filesystem of a plan cannot hold, with those that can. */
export function attributeRemarks({ largestXattr }: ArchiveFacts, { target, volumes }: Plan): Remark[] {
  const name = volumes.find(({ mount }) => mount === '/')?.filesystem ?? target.filesystem;
  const kinds = ['ext4', 'btrfs', 'xfs'] as const;
  const kind = kinds.find((each) => each === name);
  if (kind === undefined || largestXattr <= LARGEST[kind]) return [];
  const able = kinds.filter((each) => largestXattr <= LARGEST[each]);
  return [
    {
      id: 'large-attribute',
      tone: 'caution',
      text: `The archive has an extended attribute of ${formatBytes(largestXattr)}, which ${kind} cannot hold: it will be lost.`,
      ...(able.length > 0 ? { advice: `To keep it, choose ${able.join(' or ')}.` } : {}),
    },
  ];
}
