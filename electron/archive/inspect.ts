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
import { compressionOf } from './formats.ts';
import { bytesOf, identityOf, openArchive } from './open.ts';
import { asPart, partOf } from './parts.ts';
import { type MembersListener, readMembers } from './read.ts';
import { takeSamples } from './samples.ts';
import { HEAD_BYTES } from './signatures.ts';
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
  const compression = compressionOf(bytesOf(archive).at(0, HEAD_BYTES));
  const request = { fd: archive.fd, compression, signal, as: readerHere() };
  const insider = insiderOf(folder);
  const fold = foldMembers(insider);
  const onPosition = (position: number): void => onProgress?.(position, file.size);
  try {
    if (compression === 'none') await sniffArchive(archive, signal);
    refuseBroken(archive, compression);
    const [end] = await together(readMembers(request, { ...fold, onPosition }), requireGnuTar());
    const ending = await withWhatIsBehind(archive, request, end);
    refuseUnmarked(file.path, compression, ending);
    const inside = insider.found(file.path);
    const facts = fold.finish({ ...end, ending });
    if (facts.entries.total === 0) throw new TarstrapError('archive-empty', { path: file.path });
    const changed = asChanged(file, archive.fd);
    if (changed) throw changed;
    return { file, compression, inside, ...facts };
  } catch (error) {
    // What has no members may be something else, and is looked at once more for that.
    if (fold.count() === 0) await sniffArchive(archive, signal);
    throw asChanged(file, archive.fd) ?? asPart(error, file.path) ?? error;
  }
}

interface MembersFold extends MembersListener {
  /** How many there were. */
  readonly count: () => number;
  readonly finish: (end: TarEnd) => Omit<ArchiveFacts, 'file' | 'compression' | 'inside'>;
}

/** What the members tell, in the one pass in which they come by. */
function foldMembers(insider: Insider): MembersFold {
  const fold = foldFacts(insider);
  const samples = takeSamples();
  const losses = foldLosses();
  const slashed = foldSlashed();
  let isInside = false;
  let members = 0;
  const onMember: MembersListener['onMember'] = (member) => {
    members += 1;
    const entry = fold.add(member.entry);
    isInside = entry !== undefined;
    if (!entry) return;
    samples.add(entry);
    slashed.add(entry, member);
    losses.add(member);
    if (member.attributes.size > 0) listAttributes(member.attributes).forEach(fold.addAttribute);
  };
  const finish: MembersFold['finish'] = (end) => {
    const listed = fold.finish(end);
    const problems = [...listed.problems, ...slashed.result()];
    return { ...listed, problems, ...samples.result(fold.tree().paths, fold.names), ignored: losses.result() };
  };
  return { onMember, contentsTo: () => (isInside ? samples.contentsTo() : undefined), count: () => members, finish };
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
