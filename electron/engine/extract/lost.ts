import { type ArchiveFacts, type Loss, MOST_LOSSES, type Tally } from '../../../shared/facts.ts';
import type { Job } from '../job.ts';

interface Told extends Pick<ArchiveFacts, 'ignored' | 'aclStrangers'>, Partial<Pick<ArchiveFacts, 'acls' | 'labels'>> {
  /** Members with an ACL on filesystems that cannot hold any. */
  readonly withoutAcl?: Tally;
}

/** All that the archive has and the target has not: what tar did not know, and what it could not set. */
export function lostOf(
  { ignored, aclStrangers: strangers, acls = 0, labels = 0, withoutAcl = { count: acls } }: Told,
  { losses }: Pick<Job, 'losses'>,
): Loss[] {
  return [...ignored, ...losses.list({ strangers, members: { acl: acls, label: labels }, withoutAcl })].slice(0, MOST_LOSSES);
}
