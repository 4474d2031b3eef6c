import type { ArchiveFacts } from '../../shared/facts.ts';
import { foldAclNames, type NamesSeen } from './aclNames.ts';
import { ACL_TEXTS, type Attributes, LABEL } from './pax.ts';

/** What the members' attributes ask of whoever unpacks them. */

export type AttributeFacts = Pick<ArchiveFacts, 'privileged' | 'labels' | 'largestXattr'>;

/** What a member has beside its contents and its mode. */
export type ListedAttribute =
  /** Its name, and bytes of its value. */
  | { readonly kind: 'xattr'; readonly name: string; readonly bytes: number }
  /** Entries as they stand in the archive; those of a default ACL begin with `default:`. */
  | { readonly kind: 'acl'; readonly entries: readonly string[] }
  /** A label of SELinux that came as text. */
  | { readonly kind: 'label' };

export function listAttributes(attributes: Attributes): ListedAttribute[] {
  const texts = ACL_TEXTS.filter((keyword) => attributes.has(keyword));
  const entries = texts.flatMap((keyword) => entriesOf(attributes.get(keyword)?.toString('latin1') ?? '', keyword === ACL_TEXTS[1] ? 'default:' : ''));
  const xattrs = [...attributes].filter(([name]) => name !== LABEL && !texts.some((keyword) => keyword === name));
  return [
    ...(attributes.has(LABEL) ? [{ kind: 'label' } as const] : []),
    ...(texts.length > 0 ? [{ kind: 'acl', entries } as const] : []),
    ...xattrs.map(([name, value]) => ({ kind: 'xattr', name, bytes: value.length }) as const),
  ];
}

function entriesOf(text: string, kind: string): string[] {
  return text
    .split(/[,\n]/)
    .filter((entry) => entry !== '')
    .map((entry) => `${kind}${entry}`);
}

export interface AttributesFold {
  readonly add: (attribute: ListedAttribute) => void;
  /** Whom ACLs name. */
  readonly names: NamesSeen;
  readonly result: () => AttributeFacts;
}

export function foldAttributes(): AttributesFold {
  const names = foldAclNames();
  const sums = { privileged: 0, labels: 0, largestXattr: 0 };
  const add = (attribute: ListedAttribute): void => {
    if (attribute.kind === 'acl') return attribute.entries.forEach(names.add);
    if (attribute.kind === 'label') sums.labels += 1;
    if (attribute.kind === 'label' || isPrivileged(attribute.name)) sums.privileged += 1;
    if (attribute.kind !== 'xattr') return;
    sums.largestXattr = Math.max(sums.largestXattr, attribute.bytes);
  };
  return { add, names: names.seen, result: () => sums };
}

/** Who sets it needs `CAP_SYS_ADMIN` (xattr(7)); capabilities of files have a right of their own. */
export function isPrivileged(attribute: string): boolean {
  return /^(?:trusted|security)\./.test(attribute) && attribute !== 'security.capability';
}
