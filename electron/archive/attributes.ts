import type { ArchiveFacts } from '../../shared/facts.ts';
import { foldAclNames, type NamesSeen } from './aclNames.ts';
import type { ListedAttribute } from './listing.ts';

/** What the members' attributes ask of whoever unpacks them. */

export type AttributeFacts = Pick<ArchiveFacts, 'privileged' | 'labels' | 'largestXattr'>;

export interface AttributesSeen {
  /** Whom ACLs name. */
  readonly names: NamesSeen;
  /** How many members have an xattr, by its name: of the first few names. */
  readonly counts: ReadonlyMap<string, number>;
}

export interface AttributesFold {
  readonly add: (attribute: ListedAttribute) => void;
  readonly seen: AttributesSeen;
  readonly result: () => AttributeFacts;
}

/** An archive may give each of its members attributes of other names. */
const MOST_NAMES = 1000;

export function foldAttributes(): AttributesFold {
  const names = foldAclNames();
  const counts = new Map<string, number>();
  const sums = { privileged: 0, labels: 0, largestXattr: 0 };
  const add = (attribute: ListedAttribute): void => {
    if (attribute.kind === 'acl') return attribute.entries.forEach(names.add);
    if (attribute.kind === 'label') sums.labels += 1;
    if (attribute.kind === 'label' || isPrivileged(attribute.name)) sums.privileged += 1;
    if (attribute.kind !== 'xattr') return;
    const { name, bytes } = attribute;
    sums.largestXattr = Math.max(sums.largestXattr, bytes);
    if (counts.has(name) || counts.size < MOST_NAMES) counts.set(name, (counts.get(name) ?? 0) + 1);
  };
  return { add, seen: { names: names.seen, counts }, result: () => sums };
}

/** Who sets it needs `CAP_SYS_ADMIN` (xattr(7)); capabilities of files have a right of their own. */
function isPrivileged(attribute: string): boolean {
  return /^(?:trusted|security)\./.test(attribute) && attribute !== 'security.capability';
}
