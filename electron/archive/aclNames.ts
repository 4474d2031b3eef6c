import { type AclNames, aclName, MOST_ACL_NAMES } from '../../shared/facts.ts';

/**
 * Users and groups whom ACLs name (acl(5), "ACL TEXT FORMS"), and their numbers. `tar --acls` packs names even with
 * `--numeric-owner`; star and bsdtar put the number behind, which GNU tar leaves out (`fixup_extra_acl_fields` in its xattrs.c).
 */

export type NameKind = keyof AclNames;

/** Names with their numbers, as far as these were packed along. */
export type NamesSeen = Readonly<Record<NameKind, ReadonlyMap<string, number | undefined>>>;

export interface NamesFold {
  /** `group:adm:r-x`, `user:mysql:rw-:27`, `default:user::rwx`, … */
  readonly add: (entry: string) => void;
  readonly seen: NamesSeen;
}

const KINDS: Readonly<Record<string, NameKind>> = { u: 'users', g: 'groups' };
/** A name and, from star and bsdtar, its number. */
const ENTRY = /^(?:default:)?([ug])[a-z]{0,4}:([^:]+):[^:]*(?::(\d{1,10}))?$/;

export function foldAclNames(): NamesFold {
  const seen = { users: new Map<string, number | undefined>(), groups: new Map<string, number | undefined>() };
  const add = (entry: string): void => {
    const [, letter = '', name = '', number] = ENTRY.exec(entry.trim()) ?? [];
    const kind = KINDS[letter];
    if (!kind || /^\d+$/.test(name) || seen[kind].size >= MOST_ACL_NAMES) return;
    const known = number === undefined ? undefined : validNumber(number);
    if (seen[kind].get(name) === undefined) seen[kind].set(name, known);
  };
  return { add, seen };
}

/** Texts of passwd(5) and group(5), the archive's own before this machine's. */
export type Databases = Readonly<Record<NameKind, readonly string[]>>;

/** Names that stand in none of them, and came without a number, are missing. */
export function numbersOf(seen: NamesSeen, databases: Databases): AclNames {
  return { users: numbered(seen.users, databases.users), groups: numbered(seen.groups, databases.groups) };
}

function numbered(seen: ReadonlyMap<string, number | undefined>, texts: readonly string[]): [string, number][] {
  const known = new Map<string, number>();
  for (const line of texts.flatMap((text) => text.split('\n'))) {
    const [name = '', , digits = ''] = line.split(':', 3);
    const number = seen.has(name) && !known.has(name) ? validNumber(digits) : undefined;
    if (number !== undefined) known.set(name, number);
  }
  return [...seen].flatMap(([name, packed]): [string, number][] => {
    const number = packed ?? known.get(name);
    return number === undefined || !aclName.safeParse(name).success ? [] : [[name, number]];
  });
}

/** 2^32 - 1 stands for nobody at all. */
function validNumber(digits: string): number | undefined {
  return /^\d{1,10}$/.test(digits) && Number(digits) < 2 ** 32 - 1 ? Number(digits) : undefined;
}
