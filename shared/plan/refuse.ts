import { TarstrapError } from '../errors.ts';
import type { ArchiveFacts, LayingProblem } from '../facts.ts';
import type { PlanInputs } from './types.ts';

/** Archives that cannot be laid where they are to go. */

/** On a tree that is there already these may turn out well. */
const MAY_BE_THERE: readonly LayingProblem[] = ['link-target-missing', 'not-a-folder'];

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

/** @throws TarstrapError `archive-unsafe`, `archive-does-not-lay` */
export function refuseArchive({ archive, target, options }: PlanInputs): void {
  const { path } = archive.file;
  if (archive.unsafe.count > 0) throw new TarstrapError('archive-unsafe', { path, count: archive.unsafe.count, example: archive.unsafe.example ?? '' });
  const isKept = target.kind === 'directory' ? !target.empty : target.kind === 'partition' && options.layout.table === null;
  const problems = archive.problems.filter(({ kind }) => !isKept || !MAY_BE_THERE.includes(kind));
  const [first] = problems;
  if (!first) return;
  const count = problems.reduce((sum, problem) => sum + problem.count, 0);
  throw new TarstrapError('archive-does-not-lay', { path, count, example: first.example ?? '', what: WORDS[first.kind] });
}

/** @throws TarstrapError `boot-links` */
export function refuseBootLinks({ bootLinks: { count, example = '' } }: ArchiveFacts): void {
  if (count > 0) throw new TarstrapError('boot-links', { count, example });
}

/** @throws TarstrapError `boot-is-link`, `boot-not-fat-safe`, `usage` */
export function refuseNotFatSafe({ boot }: ArchiveFacts, mount: string): void {
  // Inspection looks at what lies below boot/: of other folders it is not known whether FAT can hold them.
  if (mount !== '/boot') throw new TarstrapError('usage', { problem: `A FAT partition can be mounted at /boot only, not at ${mount}.` });
  if (boot.link !== undefined) throw new TarstrapError('boot-is-link', { what: boot.link });
  if (boot.notFatSafe.count === 0) return;
  throw new TarstrapError('boot-not-fat-safe', { count: boot.notFatSafe.count, example: boot.notFatSafe.example ?? '' });
}
