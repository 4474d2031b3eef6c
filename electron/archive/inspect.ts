import { TarstrapError } from '../../shared/errors.ts';
import type { ArchiveFacts, Compression, Ending, FileIdentity } from '../../shared/facts.ts';
import { readerHere } from '../run/confine.ts';
import { together } from '../run/together.ts';
import { listAttributes } from './attributes.ts';
import { withWhatIsBehind } from './behind.ts';
import { foldFacts } from './facts.ts';
import { requireGnuTar } from './gnuTar.ts';
import { foldLosses } from './ignored.ts';
import { type Insider, insiderOf } from './inside.ts';
import type { TarEnd } from './listing.ts';
import { identityOf, openArchive } from './open.ts';
import { asPart, partOf } from './parts.ts';
import { type MembersListener, readMembers } from './read.ts';
import { takeSamples } from './samples.ts';
import { foldSlashed } from './slashed.ts';
import { sniffArchive } from './sniff.ts';
import { refuseBroken } from './wholeness.ts';

export interface InspectOptions {
  readonly signal?: AbortSignal | undefined;
  /** The folder in it that is meant (`shared/inside.ts`); left out: all of it. */
  readonly inside?: string | undefined;
  /** Bytes of the archive's file, and its size; four times a second. */
  readonly onProgress?: ((position: number, size: number) => void) | undefined;
}

/**
 * Reads an archive once from end to end, and finds out all that has to be known before a drive is written.
 * @throws TarstrapError with an `archive-…` code if it is no sound tarball; the abort's reason when aborted
 */
export async function inspectArchive(path: string, { signal, inside: folder, onProgress }: InspectOptions = {}): Promise<ArchiveFacts> {
  signal?.throwIfAborted();
  using archive = openArchive(path);
  const { identity: file } = archive;
  const [compression] = await together(sniffArchive(archive, signal), requireGnuTar());
  refuseBroken(archive, compression);
  const request = { fd: archive.fd, compression, signal, as: readerHere() };
  const insider = insiderOf(folder);
  const fold = foldMembers(insider);
  try {
    const end = await readMembers(request, { ...fold, onPosition: (position) => onProgress?.(position, file.size) });
    const ending = await withWhatIsBehind(archive, request, end);
    refuseUnmarked(file.path, compression, ending);
    const inside = insider.found(file.path);
    const facts = fold.finish({ ...end, ending });
    if (facts.entries.total === 0) throw new TarstrapError('archive-empty', { path: file.path });
    const changed = asChanged(file, archive.fd);
    if (changed) throw changed;
    return { file, compression, inside, ...facts };
  } catch (error) {
    throw asChanged(file, archive.fd) ?? asPart(error, file.path) ?? error;
  }
}

/** What the members tell, in the one pass in which they come by. */
function foldMembers(insider: Insider): MembersListener & { readonly finish: (end: TarEnd) => Omit<ArchiveFacts, 'file' | 'compression' | 'inside'> } {
  const fold = foldFacts(insider);
  const samples = takeSamples();
  const losses = foldLosses();
  const slashed = foldSlashed();
  let isInside = false;
  const onMember: MembersListener['onMember'] = (member) => {
    const entry = fold.add(member.entry);
    isInside = entry !== undefined;
    if (!entry) return;
    samples.add(entry);
    slashed.add(entry, member);
    losses.add(member);
    if (member.attributes.size > 0) listAttributes(member.attributes).forEach(fold.addAttribute);
  };
  const finish = (end: TarEnd): ReturnType<ReturnType<typeof foldMembers>['finish']> => {
    const listed = fold.finish(end);
    const problems = [...listed.problems, ...slashed.result()];
    return { ...listed, problems, ...samples.result(fold.tree().paths, fold.names), ignored: losses.result() };
  };
  return { onMember, contentsTo: () => (isInside ? samples.contentsTo() : undefined), finish };
}

/**
 * A stream without an end mark may have been cut short where a member ends. A `.Z` file may be cut anywhere (compress(1) has no mark and no
 * sum), a part ends where it ends, and what lies behind compressed data may have been more of it.
 */
function refuseUnmarked(path: string, compression: Compression, { marked, trailing }: Ending): void {
  if (!marked && (compression === 'compress' || trailing || partOf(path))) {
    throw new TarstrapError('archive-damaged', { path }, 'The stream ends without the mark that every tar has at its end.');
  }
}

/** A file that is still being written looks damaged, but it is not. */
function asChanged(before: FileIdentity, fd: number): TarstrapError | undefined {
  const now = identityOf(fd);
  const isSame = now.size === before.size && now.mtimeNs === before.mtimeNs;
  return isSame ? undefined : new TarstrapError('archive-changed', { path: before.path });
}
