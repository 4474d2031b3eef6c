import { TarstrapError } from '../errors.ts';
import { type ArchiveFacts, fatPlace } from '../facts.ts';
import { MAY_BE_THERE, troubleIn } from '../layingProblems.ts';
import type { PlanInputs } from './types.ts';

/** Archives that cannot be laid where they are to go. */

/** @throws TarstrapError `archive-unsafe`, `archive-does-not-lay` */
export function refuseArchive({ archive, target, options }: PlanInputs): void {
  const { path } = archive.file;
  if (archive.unsafe.count > 0) throw new TarstrapError('archive-unsafe', { path, count: archive.unsafe.count, example: archive.unsafe.example ?? '' });
  const isKept = target.kind === 'directory' ? !target.empty : target.kind === 'partition' && options.layout.table === null;
  const trouble = troubleIn(isKept ? archive.problems.filter(({ kind }) => !MAY_BE_THERE.includes(kind)) : archive.problems);
  if (trouble) throw new TarstrapError('archive-does-not-lay', { path, ...trouble });
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
