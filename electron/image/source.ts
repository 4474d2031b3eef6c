import { type ErrorCode, TarstrapError } from '../../shared/errors.ts';
import type { ArchiveFacts } from '../../shared/facts.ts';
import type { ImageFacts } from '../../shared/imageFacts.ts';
import { inspectArchive, type InspectOptions } from '../archive/inspect.ts';
import { isUnchanged } from '../archive/open.ts';
import { isImageName } from '../archive/recognise.ts';
import { isBmapUnchanged } from './bmapBeside.ts';
import { type ImageInspection, inspectImage } from './inspect.ts';

/** What a file is that is to be written to a drive. */
export type Source = { readonly kind: 'archive'; readonly facts: ArchiveFacts } | { readonly kind: 'image'; readonly facts: ImageFacts };

/**
 * A tarball or a disk image, by what is in it; which of the two is looked for first its name decides, because either takes its time.
 * @throws TarstrapError as {@link inspectArchive} and {@link inspectImage}: of what is neither, why it is no archive; the abort's reason when aborted
 */
export async function inspectSource(path: string, options: InspectOptions & ImageInspection = {}): Promise<Source> {
  const isCalledImage = isImageName(path);
  const called = isCalledImage ? await inspectImage(path, options) : undefined;
  if (called) return { kind: 'image', facts: called };
  try {
    return { kind: 'archive', facts: await inspectArchive(path, options) };
  } catch (error) {
    const facts = mayBeImage(error) && !isCalledImage ? await inspectImage(path, options) : undefined;
    if (!facts) throw error;
    return { kind: 'image', facts };
  }
}

/** Whether a file, and the block map that belongs to it, are still what was looked at. @param path by which it was opened */
export function isAsInspected(path: string, { kind, facts }: Source): boolean {
  return isUnchanged(path, facts.file) && (kind === 'archive' || isBmapUnchanged(facts.file.path, facts.bmap));
}

/** Images begin with all sorts of things, with nothing as well. */
const OTHERS: readonly ErrorCode[] = ['archive-is-image', 'archive-not-tar', 'archive-empty'];

function mayBeImage(error: unknown): boolean {
  return error instanceof TarstrapError && OTHERS.includes(error.code);
}
