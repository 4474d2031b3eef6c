import { TarstrapError } from '../errors.ts';
import { type ArchiveFacts, fatPlace, type LayingProblem } from '../facts.ts';
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

/** @param mount of a partition @throws TarstrapError `boot-links` */
export function refuseSharedLinks({ fat }: ArchiveFacts, mount: string): void {
  const place = fatPlace.safeParse(mount).data;
  if (!place || fat[place].links.count === 0) return;
  const { count, example = '' } = fat[place].links;
  throw new TarstrapError('boot-links', { mount, count, example });
}

/**
 * @param mount of a FAT partition
 * @throws TarstrapError `boot-is-link`, `boot-not-fat-safe`, `not-fat-safe`, `usage`
 */
export function refuseNotFatSafe({ fat, file }: ArchiveFacts, mount: string): void {
  const place = fatPlace.safeParse(mount).data;
  // Inspection looks at what lies below these: of other folders it is not known whether FAT can hold them.
  if (!place) throw new TarstrapError('usage', { problem: `A FAT partition can be mounted at ${fatPlace.options.join(', ')} only, not at ${mount}.` });
  const { link, notFatSafe } = fat[place];
  if (link !== undefined) throw new TarstrapError('boot-is-link', { mount, what: link });
  const { count, example = '' } = notFatSafe;
  if (count === 0) return;
  throw place === '/'
    ? new TarstrapError('not-fat-safe', { path: file.path, count, example })
    : new TarstrapError('boot-not-fat-safe', { mount, count, example });
}
