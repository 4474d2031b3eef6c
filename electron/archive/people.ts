import type { AclNames, ArchiveFacts } from '../../shared/facts.ts';
import { readSmallFile } from '../run/smallFile.ts';
import { type Databases, type NamesSeen, numbersOf } from './aclNames.ts';
import { displayName } from './names.ts';

/** Whom the ACLs of an archive name: its own users and groups, and where it has none of that name, this machine's. */
export function findPeople(seen: NamesSeen, own: Databases): Pick<ArchiveFacts, 'aclNames' | 'aclStrangers'> {
  const aclNames = numbersOf(seen, {
    users: [...own.users, ...(seen.users.size > 0 ? [ofThisMachine('/etc/passwd')] : [])],
    groups: [...own.groups, ...(seen.groups.size > 0 ? [ofThisMachine('/etc/group')] : [])],
  });
  return { aclNames, aclStrangers: strangers(seen, aclNames) };
}

function ofThisMachine(path: string): string {
  const file = readSmallFile(path);
  return typeof file === 'string' ? '' : file.contents.toString('latin1');
}

/** Names, and characters of each (`shared/facts.ts`). */
const MOST_STRANGERS = { count: 8, length: 64 };

function strangers(seen: NamesSeen, known: AclNames): string[] {
  const unknown = (['users', 'groups'] as const).flatMap((kind) => {
    const numbered = new Set(known[kind].map(([name]) => name));
    return [...seen[kind].keys()].filter((name) => !numbered.has(name));
  });
  return unknown.slice(0, MOST_STRANGERS.count).map((name) => displayName(name).slice(0, MOST_STRANGERS.length));
}
