import { TarstrapError } from '../../shared/errors.ts';
import type { ArchiveFacts, Compression, Ending, FileIdentity } from '../../shared/facts.ts';
import { readerHere } from '../run/confine.ts';
import { together } from '../run/together.ts';
import { listAttributes } from './attributes.ts';
import { withWhatIsBehind } from './behind.ts';
import { type FactsFold, foldFacts } from './facts.ts';
import { requireGnuTar } from './gnuTar.ts';
import type { FeedRequest } from './feed.ts';
import { foldLosses } from './ignored.ts';
import { type Insider, insiderOf } from './inside.ts';
import type { TarEnd } from './listing.ts';
import { beginningOf, mayStayUnread } from './beginning.ts';
import { surveyOf } from './container/survey.ts';
import { compressionOf } from './formats.ts';
import { bytesOf, type HeldArchive, identityOf, openArchive } from './open.ts';
import { asPart, partOf } from './parts.ts';
import { type MembersListener, readBeginning, readMembers } from './read.ts';
import { takeSamples } from './samples.ts';
import { HEAD_BYTES } from './signatures.ts';
import { foldSlashed } from './slashed.ts';
import { sniffArchive } from './sniff.ts';
import { refuseBroken } from './wholeness.ts';

export interface InspectOptions {
  readonly signal?: AbortSignal | undefined;
  /** The folder in it that is meant (`shared/inside.ts`); left out: all of it. */
  readonly inside?: string | undefined;
  /** A folder that is private to us; if none is given, one is made where it takes one. */
  readonly scratch?: string;
  /** What is not read when it is aborted stays unread: then the facts are those of its beginning. */
  readonly until?: AbortSignal | undefined;
  /** Whatever else runs goes first. */
  readonly isIdle?: boolean;
  /** Bytes of the archive's file, and its size; four times a second. */
  readonly onProgress?: ((position: number, size: number) => void) | undefined;
}

/**
 * Reads an archive once from end to end, and finds out all that has to be known before a drive is written.
 * @throws TarstrapError with an `archive-…` code if it is no sound tarball; the abort's reason when aborted
 */
export async function inspectArchive(path: string, options: InspectOptions = {}): Promise<ArchiveFacts> {
  options.signal?.throwIfAborted();
  using archive = openArchive(path);
  // Awaited here: it is open as long as it is read.
  return await inspectOpen(archive, options);
}

/** As {@link inspectArchive}, of what is open. */
export async function inspectOpen(archive: HeldArchive, options: InspectOptions = {}): Promise<ArchiveFacts> {
  const { signal, inside: folder, onProgress } = options;
  const { identity: file } = archive;
  const compression = compressionOf(bytesOf(archive).at(0, HEAD_BYTES));
  const request = requestOf(archive, compression, options);
  const insider = insiderOf(folder);
  const fold = foldMembers(insider);
  const listener = { ...fold, onPosition: (position: number): void => onProgress?.(position, file.size) };
  try {
    if (compression === 'none') await sniffArchive(archive, signal);
    const survey = await surveyOf(bytesOf(archive), compression, { leastBlocks: 0 });
    refuseBroken(archive, compression, survey);
    const late = mayBeLate(archive, compression, options) ? options.until : undefined;
    const [end] = await together(late ? readBeginning(request, listener, late) : readMembers(request, listener), requireGnuTar());
    if (!end) return { file, compression, inside: null, ...beginningOf(fold, archive, { compression, survey }) };
    return { file, compression, ...(await wholeFacts(archive, { request, fold, insider, end })) };
  } catch (error) {
    // What has no members may be something else, and is looked at once more for that.
    if (fold.count() === 0) await sniffArchive(archive, signal);
    throw asChanged(file, archive.fd) ?? asPart(error, file.path) ?? error;
  }
}

function requestOf({ fd }: HeldArchive, compression: Compression, { signal, scratch, isIdle }: InspectOptions): FeedRequest {
  return { fd, compression, signal, as: readerHere(), isIdle, ...(scratch === undefined ? {} : { folder: scratch }) };
}

/** Of one of its folders nothing is known before all of it is. */
function mayBeLate(archive: HeldArchive, compression: Compression, { inside }: InspectOptions): boolean {
  return inside === undefined && mayStayUnread(archive, compression);
}

interface Read {
  readonly request: FeedRequest;
  readonly fold: MembersFold;
  readonly insider: Insider;
  readonly end: TarEnd;
}

async function wholeFacts(archive: HeldArchive, { request, fold, insider, end }: Read): Promise<Omit<ArchiveFacts, 'file' | 'compression'>> {
  const { path } = archive.identity;
  const ending = await endingOf(archive, request, end);
  const inside = insider.found(path);
  const facts = fold.finish({ ...end, ending });
  if (facts.entries.total === 0) throw new TarstrapError('archive-empty', { path });
  const changed = asChanged(archive.identity, archive.fd);
  if (changed) throw changed;
  return { inside, ...facts };
}

/**
 * How it ends, by what neither tar nor a decompressor has said a word of as well.
 * @param request of the pass that has found its end
 * @throws TarstrapError `archive-damaged`
 */
export async function endingOf(archive: HeldArchive, request: FeedRequest, end: TarEnd): Promise<Ending> {
  const ending = await withWhatIsBehind(archive, request, end);
  refuseUnmarked(archive.identity.path, request.compression, ending);
  return ending;
}

/** All that the members of an archive tell. */
export type MembersFacts = Omit<ArchiveFacts, 'file' | 'compression' | 'inside'>;

export interface MembersFold extends Pick<MembersListener, 'onMember' | 'contentsTo'> {
  /** How many there were. */
  readonly count: () => number;
  readonly isOfBsdtar: () => boolean;
  readonly soFar: FactsFold['soFar'];
  readonly finish: (end: TarEnd) => MembersFacts;
}

/** What the members tell, in the one pass in which they come by. */
export function foldMembers(insider: Insider): MembersFold {
  const fold = foldFacts(insider);
  const samples = takeSamples();
  const losses = foldLosses();
  const slashed = foldSlashed();
  let isInside = false;
  let members = 0;
  let isOfBsdtar = false;
  const onMember: MembersListener['onMember'] = (member) => {
    members += 1;
    isOfBsdtar ||= member.isOfBsdtar;
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
    const sampled = samples.result(fold.tree().paths, fold.names);
    return { ...listed, problems, ...sampled, boot: { ...listed.boot, ...sampled.boot }, ignored: losses.result() };
  };
  return {
    onMember,
    contentsTo: () => (isInside ? samples.contentsTo() : undefined),
    count: () => members,
    isOfBsdtar: () => isOfBsdtar,
    soFar: fold.soFar,
    finish,
  };
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
