import type { ArchiveFacts, LayingProblem } from './facts.ts';

/** Members at which every tar fails. Pure, and for the window as well. */

/** On a tree that is there already these may turn out well. */
export const MAY_BE_THERE: readonly LayingProblem[] = ['link-target-missing', 'not-a-folder'];

/** How a member is described in the sentence of its failure. */
const WORDS: Readonly<Record<LayingProblem, string>> = {
  'link-target-missing': 'a hard link to a file that is not there, or comes later',
  'link-to-a-folder': 'a hard link to a folder',
  'link-without-target': 'a symlink that leads to an empty name',
  'folder-in-the-way': 'which would replace a folder with something in it',
  'not-a-folder': 'which lies in something that is not a folder',
  'name-too-long': 'whose name is too long for any filesystem',
  'target-too-long': 'a link whose target is too long for any filesystem',
  'leads-outside': 'which lies behind a link out of the target',
  'folder-replaced': 'a folder that is replaced by way of a link',
  'device-out-of-range': 'a device with a number that Linux does not have',
  'folder-with-contents': 'a file whose name ends like that of a folder',
};

export interface Trouble {
  /** Members. */
  readonly count: number;
  /** The first of them, and what it is. */
  readonly example: string;
  readonly what: string;
}

/** All of them together; undefined where there are none. */
export function troubleIn(problems: ArchiveFacts['problems']): Trouble | undefined {
  const [first] = problems;
  if (!first) return undefined;
  return { count: problems.reduce((sum, { count }) => sum + count, 0), example: first.example ?? '', what: WORDS[first.kind] };
}
