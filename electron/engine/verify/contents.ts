import type { ExpectedInode, ExpectedTree } from '../../archive/expected.ts';
import type { Expected } from './expectation.ts';

/** What tar's own comparison has told of contents, and what it could not. */

export interface Told {
  /** Names of files whose contents are not those of the archive. */
  readonly differ: readonly string[];
  /** Files that tar has not looked at, by the members that their contents come from: the names of these lead elsewhere by now. */
  readonly untold: ReadonlyMap<number, readonly string[]>;
}

/**
 * tar compares each member with what its name leads to in the end. That tells of a file only where it is that file's member: of two
 * members with one name the earlier differs, and nothing is wrong.
 * @param paths those of the tree, or with /etc/fstab detached
 * @param differing members of which tar has said that their contents differ
 */
export function judgeContents(expected: Expected, paths: ExpectedTree['paths'], differing: ReadonlySet<number>): Told {
  const differ: string[] = [];
  const untold = new Map<number, string[]>();
  const judged = new Set<ExpectedInode>();
  const tell = (name: string, member: number): void => {
    if (differing.has(member)) differ.push(name);
  };
  const judgeElsewhere = (name: string, inode: ExpectedInode, member: number): void => {
    if (judged.has(inode)) return;
    judged.add(inode);
    if (expected.leadsTo(member, paths) === inode) tell(name, member);
    else untold.set(member, [...(untold.get(member) ?? []), name]);
  };
  for (const [name, inode] of paths) {
    const { type, size, member } = inode;
    if (type !== 'file' || size === 0 || member === null) continue;
    const own = expected.nameOf(member);
    if (own === name) tell(name, member);
    // Another hard link of it, else.
    else if (own === undefined || paths.get(own) !== inode) judgeElsewhere(name, inode, member);
  }
  return { differ, untold };
}
