import type { ArchiveFacts } from '../../shared/facts.ts';
import type { ListedAttribute } from './attributes.ts';

/** The room that extended attributes take. A signature of IMA for each file is as much as the small files themselves. */

type Sizes = Pick<ArchiveFacts, 'attributeRoom' | 'largestXattr'>;

export interface AttributeSizesFold {
  /** Those that are added next are of another member. */
  readonly begin: () => void;
  readonly add: (attribute: ListedAttribute) => void;
  readonly finish: () => Sizes;
}

/** Bytes that the attributes of one inode may take in it, where it is as large as each mkfs makes it (256 and 512 bytes; measured). */
const IN_INODE = { ext4: 88, xfs: 250 } as const;
/** An ACL with two names, which tar packs as text: its entry, and the values of acl(5) as ext4 keeps them. */
const ACL = 48;
const LABEL = 64;

export function foldAttributeSizes(): AttributeSizesFold {
  const room = { bytes: 0, beyondExt4: 0, beyondXfs: 0 };
  let largestXattr = 0;
  let own = 0;
  const close = (): void => {
    room.bytes += own;
    room.beyondExt4 += Number(own > IN_INODE.ext4);
    room.beyondXfs += Number(own > IN_INODE.xfs);
    own = 0;
  };
  const add = (attribute: ListedAttribute): void => {
    if (attribute.kind === 'xattr') largestXattr = Math.max(largestXattr, attribute.bytes);
    own += sizeOf(attribute);
  };
  const finish = (): Sizes => {
    close();
    return { attributeRoom: room, largestXattr };
  };
  return { begin: close, add, finish };
}

/** `struct ext4_xattr_entry` has 16 bytes; the name goes without its kind, and both it and the value are padded to four bytes. */
function sizeOf(attribute: ListedAttribute): number {
  if (attribute.kind !== 'xattr') return attribute.kind === 'acl' ? ACL : LABEL;
  const { name, bytes } = attribute;
  return 16 + padded(name.length - (name.indexOf('.') + 1)) + padded(bytes);
}

const padded = (bytes: number): number => Math.ceil(bytes / 4) * 4;
