import type { ExpectedInode } from '../../archive/expected.ts';
import { withPermissions } from './acl.ts';
import { ACCESS, DEFAULT, type Portrait, SHOWN } from './portrait.ts';

/** What the attributes of a member come to on an inode, and the mode that it shows then. */
export interface Settled {
  readonly mode: number;
  readonly attributes: Portrait;
}

/**
 * tar sets an ACL that it has as text behind the mode, and the ACL's permissions are then the mode's; one that came as an attribute before,
 * and the mode goes into it (acl(5), "Correspondence"). As text it sets none of symlinks, and default ones of folders only.
 */
export function settle(member: Portrait, { type, mode, acl }: ExpectedInode): Settled {
  const attributes = new Map(member);
  const shown = attributes.get(SHOWN);
  const raw = acl ? undefined : attributes.get(ACCESS);
  attributes.delete(SHOWN);
  if (raw !== undefined) attributes.set(ACCESS, withPermissions(raw, mode));
  if (acl && type === 'symlink') attributes.delete(ACCESS);
  if (acl && type !== 'directory') attributes.delete(DEFAULT);
  return { mode: shown === undefined || type === 'symlink' ? mode : (mode & 0o7000) | Number.parseInt(shown, 8), attributes };
}
