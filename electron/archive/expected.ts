import type { LayingProblem, Tally } from '../../shared/facts.ts';
import type { ExpectedInode } from './inode.ts';
import { emptyGround, lay } from './laying.ts';
import type { TarEntry } from './listing.ts';
import { NONE, oneMore } from './names.ts';

/**
 * The tree that GNU tar makes of an archive with the options of our own command (`extractCommand` in `shared/plan/`), run as root. Members
 * are laid in their order, one after the other, as tar lays them (extract.c of 1.34); nothing is looked up on this machine.
 */

export type { ExpectedInode } from './inode.ts';

export interface ExpectedTree {
  /** By names as byte strings (`names.ts`), normalised and without symlinks on the way; '' is the root, where a member names it. */
  readonly paths: ReadonlyMap<string, ExpectedInode>;
  readonly members: number;
  /** Where tar fails, with exit status 2: the kinds in order, each with the number of its members and the first of them. */
  readonly problems: ReadonlyMap<LayingProblem, Tally>;
  /** Folders laid where a symlink to a folder is: the link stays, and what is in them goes behind it (`--keep-directory-symlink`). */
  readonly keptLinks: Tally;
}

export interface Growth {
  readonly add: (entry: TarEntry) => void;
  /** To be asked for after the last member. */
  readonly tree: ExpectedTree;
}

/** @param linkAt where the target is not empty: the target of a symlink that was there before, by its normalised name without symlinks on the way */
export function growTree(linkAt?: (name: string) => string | undefined): Growth {
  const ground = emptyGround(linkAt);
  const problems = new Map<LayingProblem, Tally>();
  let keptLinks = NONE;
  let members = 0;
  let grown: ExpectedTree | undefined;

  const report = (problem: LayingProblem, name: string): void => void problems.set(problem, oneMore(problems.get(problem) ?? NONE, name));
  const add = (entry: TarEntry): void => {
    const outcome = lay(ground, entry, members);
    if (outcome === 'link-kept') keptLinks = oneMore(keptLinks, entry.name);
    else if (outcome) report(outcome, entry.name);
    members += 1;
  };
  const finish = (): ExpectedTree => {
    ground.later.apply((told) => report('folder-replaced', told));
    return { paths: ground.inodes.named(), members, problems, keptLinks };
  };
  return {
    add,
    get tree() {
      return (grown ??= finish());
    },
  };
}
