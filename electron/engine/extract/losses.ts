import { type Loss, MOST_LOSSES, type Tally } from '../../../shared/facts.ts';
import { normaliseName } from '../../archive/names.ts';
import { visible } from '../../../shared/visible.ts';
import { ACCESS, DEFAULT } from '../verify/portrait.ts';
import {
  type About,
  type Complaint,
  firstLine,
  isTars,
  NOT_HELD,
  NOT_PERMITTED,
  readComplaint,
  readRest,
  TOO_LARGE,
  UNREADABLE,
  UNSUPPORTED,
} from './complaints.ts';

/** Attributes of the archive that did not land. Said once: a verification does not hold them against the target as well. */
export interface Losses {
  /** A line of tar's. @returns whether it is about an attribute */
  readonly hear: (line: string) => boolean;
  /** @param name of the member, a byte string */
  readonly add: (name: string, about: About, reason: string) => void;
  /** Whether it is among them. @param name of the member, a byte string */
  readonly has: (name: string, attribute: string) => boolean;
  readonly list: (known: Known) => Loss[];
}

/** What the archive's facts tell more. */
export interface Known {
  /** Whom ACLs name, and nobody knows the number of. */
  readonly strangers: readonly string[];
  /** How many members have any of a kind that tar was built without. */
  readonly members?: Readonly<Partial<Record<About['kind'], number>>>;
  /** Members with an ACL where there can be none: tar complains of every member there. */
  readonly withoutAcl?: Tally;
}

export function openLosses(): Losses {
  /** Members by attribute. */
  const lost = new Map<string, Set<string>>();
  const tallies = new Map<string, Counted>();
  /** Its name has a newline, and the end of it is yet to come. */
  let unfinished: Complaint | undefined;

  const keep = ({ about, member, reason = 'no reason was given' }: Complaint): void => {
    const name = member === undefined ? ALL : normaliseName(member);
    // Of a folder tar speaks twice: of its own ACL, and of the default one.
    const isNew = attributesOf(about).map((attribute) => addTo(lost, attribute, name));
    const kind = JSON.stringify([about, reason]);
    const tally = tallies.get(kind);
    if (tally && isNew.includes(true)) tally.count += 1;
    else if (!tally && tallies.size < MOST_LOSSES) tallies.set(kind, { about, reason, count: 1, example: visible(member ?? '').slice(0, 1000) });
  };
  const finish = (reason?: string): void => {
    if (unfinished) keep({ ...unfinished, reason });
    unfinished = undefined;
  };
  const hear = (line: string): boolean => {
    if (unfinished && !isTars(line)) {
      const reason = readRest(line);
      if (reason !== undefined) finish(reason);
      return true;
    }
    finish();
    const complaint = readComplaint(line);
    if (complaint?.reason === undefined) unfinished = complaint;
    else keep(complaint);
    return complaint !== undefined;
  };
  const has = (name: string, attribute: string): boolean =>
    [attribute, ALL].some((each) => lost.get(each)?.has(ALL) || lost.get(each)?.has(normaliseName(memberOf(name))));
  const list = (known: Known): Loss[] => {
    finish();
    return [...tallies.values()].map((each) => lossOf(each, known)).filter(({ count }) => count > 0);
  };
  return { hear, add: (name, about, reason) => keep({ about, member: memberOf(name), reason }), has, list };
}

interface Counted {
  readonly about: About;
  readonly reason: string;
  count: number;
  readonly example: string;
}

function lossOf({ about, reason, count, example }: Counted, { strangers, members = {}, withoutAcl }: Known): Loss {
  const what = `${subjectOf(about)}${because(reason, strangers)}`;
  if (about.kind === 'acl' && reason === NOT_HELD && withoutAcl) return { what, count: withoutAcl.count, example: withoutAcl.example ?? '' };
  return { what, count: reason === UNSUPPORTED ? (members[about.kind] ?? count) : count, example };
}

/** In the place of a member or an attribute. */
const ALL = '\n';

/** As far as tar names it on one line. */
function memberOf(name: string): string {
  return firstLine(Buffer.from(name, 'latin1').toString('utf8'));
}

function attributesOf(about: About): readonly string[] {
  if (about.kind === 'xattr') return [about.name];
  return { acl: [ACCESS, DEFAULT], label: ['security.selinux'], xattrs: [ALL] }[about.kind];
}

function addTo(lost: Map<string, Set<string>>, attribute: string, name: string): boolean {
  const members = lost.get(attribute) ?? new Set();
  const isNew = !members.has(name);
  lost.set(attribute, members.add(name));
  return isNew;
}

function subjectOf(about: About): string {
  if (about.kind === 'xattr') return `the attribute ${visible(about.name).slice(0, 100)}`;
  return { acl: 'ACLs', label: 'SELinux labels', xattrs: 'extended attributes' }[about.kind];
}

function because(reason: string, strangers: readonly string[]): string {
  if (reason === TOO_LARGE) return ', too large for this filesystem (ext4 holds 4 KB for a file, btrfs 16 KB, xfs 64 KB)';
  if (reason === NOT_HELD) return ', which this filesystem cannot hold';
  if (reason === NOT_PERMITTED) return ', which Linux does not allow there';
  if (reason === UNSUPPORTED) return ", which this machine's tar cannot set";
  if (reason !== UNREADABLE) return ` (${visible(reason).slice(0, 100)})`;
  return strangers.length > 0 ? ` that name ${strangers.join(', ').slice(0, 100)}: nobody knows the number` : ' that cannot be read';
}
