import type { Readable } from 'node:stream';
import { ignoringZeros } from '../../shared/ending.ts';
import { TarstrapError } from '../../shared/errors.ts';
import type { ArchiveFacts, Ending, FileIdentity } from '../../shared/facts.ts';
import { readerHere } from '../run/confine.ts';
import { describeExit } from '../run/run.ts';
import { type Exit, start } from '../run/spawn.ts';
import { stop, stopOnAbort } from '../run/stop.ts';
import { together } from '../run/together.ts';
import { archiveArgument } from './argument.ts';
import { type FactsFold, foldFacts, type ListedFacts } from './facts.ts';
import { FalseSizes, hasFalseSize, hasFalseSizes } from './falseSizes.ts';
import { type Feed, type FeedRequest, feedArchive, isMended } from './feed.ts';
import { requireGnuTar } from './gnuTar.ts';
import { findLosses, foldIgnored, type IgnoredFold, readWords } from './ignored.ts';
import { type Insider, insiderOf } from './inside.ts';
import { LISTING_OPTIONS, type ListedAttribute, listingLines, type TarEnd, type TarEntry } from './listing.ts';
import { beginning, mayStayUnread } from './beginning.ts';
import { identityOf, nameOf, type HeldArchive, openArchive } from './open.ts';
import { withWhatIsBehind } from './behind.ts';
import { otherCulprit } from './culprit.ts';
import { impossibleOwner } from './owners.ts';
import { asPart, partOf } from './parts.ts';
import { readSamples } from './samples.ts';
import { findSlashed, isPerhapsSlashed } from './slashed.ts';
import { sniffArchive } from './sniff.ts';
import { type ListingListener, surveyListing } from './survey.ts';
import type { FeedEnd } from './verdict.ts';
import { asVolume, perhapsVolume } from './volumes.ts';
import { endsWithMember, refuseBroken } from './wholeness.ts';

export interface InspectOptions {
  readonly signal?: AbortSignal | undefined;
  /** The folder in it that is meant (`shared/inside.ts`); left out: all of it. */
  readonly inside?: string | undefined;
  /** What is not read when it is aborted stays unread: then the facts are those of its beginning. */
  readonly until?: AbortSignal | undefined;
  /** Bytes of the archive's file, and its size; four times a second. */
  readonly onProgress?: ((position: number, size: number) => void) | undefined;
}

const PROGRESS_MS = 250;

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
  const { signal, onProgress } = options;
  const [compression] = await together(sniffArchive(archive, signal), requireGnuTar());
  refuseBroken(archive, compression);
  const request = { fd: archive.fd, compression, signal, as: readerHere() };
  const { size } = archive.identity;
  const onPosition = (position: number): void => onProgress?.(position, size);
  const until = options.inside === undefined && mayStayUnread(archive, compression) ? options.until : undefined;
  const { fold, insider, ignored, slashed, end } = await foldArchive(request, { folder: options.inside, until, onPosition }).catch((error: unknown) => {
    throw asChanged(archive.identity, archive.fd) ?? asPart(error, archive.identity.path) ?? perhapsVolume(error, archive, compression) ?? error;
  });
  if (!end) return beginning(archive, compression, fold);
  const inside = insider.found(archive.identity.path);
  if (fold.tree().members === 0) throw new TarstrapError('archive-empty', { path: archive.identity.path });
  const ending = await withWhatIsBehind(archive, request, end);
  const again = { ...request, ending };
  const listed = fold.finish({ ...end, ending });
  const problems = slashed ? [...listed.problems, ...(await findSlashed(again, insider))] : listed.problems;
  const samples = await readSamples(again, fold.tree().paths, fold.attributes.seen.names);
  const losses = await findLosses(again, ignored.missed, fold.attributes.seen.counts);
  const changed = asChanged(archive.identity, archive.fd);
  if (changed) throw changed;
  return { file: archive.identity, compression, inside, ...listed, problems, ...samples, ignored: losses };
}

/** All that one pass tells. */
export type Listed = ListedFacts & Pick<ArchiveFacts, 'ignored'>;

/**
 * An archive that is as it should be, in one pass.
 * @param fed to be read instead of a feed of its own
 * @throws Odd for what takes a second look, and as {@link listArchive} does
 */
export async function listOnce(request: FeedRequest, fold: FactsFold, onAttribute: (attribute: ListedAttribute) => void, fed?: Feed): Promise<Listed> {
  const ignored = foldIgnored();
  const onEntry = (entry: TarEntry): void => {
    if (isPerhapsSlashed(entry)) throw new Odd('a folder with contents');
    fold.add(entry);
  };
  const seeAttribute = (attribute: ListedAttribute): void => {
    fold.addAttribute(attribute);
    onAttribute(attribute);
  };
  const listener = { onEntry, onAttribute: seeAttribute, onIgnored: ignored.add };
  const end = await (fed ? listFeed(fed, request, listener) : listArchive(request, listener));
  const { marked, junkAt, trailing } = end.ending;
  if (!marked || junkAt !== null || trailing) throw new Odd('its end');
  const losses = await findLosses({ ...request, ending: end.ending }, ignored.missed, fold.attributes.seen.counts);
  return { ...fold.finish(end), ignored: losses };
}

/** One pass does not tell all of it. */
class Odd extends Error {
  override readonly name = 'Odd';
}

interface Folded {
  readonly fold: FactsFold;
  readonly insider: Insider;
  readonly ignored: IgnoredFold;
  /** There may be files that are called like folders. */
  readonly slashed: boolean;
  /** undefined: it was not read so far. */
  readonly end: TarEnd | undefined;
}

interface Folding {
  readonly folder: string | undefined;
  readonly until: AbortSignal | undefined;
  readonly onPosition: (position: number) => void;
}

/**
 * One pass. Where junk lies behind the tars there is a second one, which is not shown it: what is found to be in the archive is what
 * will be unpacked of it, whatever a stranger has put there. And there is one for members whose sizes lead tar's listing astray.
 */
async function foldArchive(request: FeedRequest, folding: Folding): Promise<Folded> {
  const { folder, until, onPosition } = folding;
  const insider = insiderOf(folder);
  const fold = foldFacts(insider);
  const ignored = foldIgnored();
  let slashed = false;
  const onEntry = (entry: TarEntry): void => {
    slashed ||= isPerhapsSlashed(entry);
    fold.add(entry);
  };
  const listener = { onEntry, onAttribute: fold.addAttribute, onIgnored: ignored.add, onPosition };
  const signals = [request.signal, until].filter((signal) => signal !== undefined);
  const end = await listArchive({ ...request, signal: AbortSignal.any(signals) }, listener).catch((error: unknown) => {
    if (error instanceof FalseSizes) return 'false-sizes';
    if (until?.aborted && !request.signal?.aborted) return undefined;
    throw error;
  });
  if (!end) return { fold, insider, ignored, slashed, end };
  if (end === 'false-sizes') return foldArchive({ ...request, falseSizes: true }, folding);
  if (end.ending.junkAt !== null && !request.ending) return foldArchive({ ...request, ending: end.ending }, folding);
  const path = nameOf(request);
  // A part may end with a whole member, too.
  if (!end.ending.marked && (partOf(path) || !(await endsWithMember(request)))) {
    throw new TarstrapError('archive-damaged', { path }, 'The stream ends without the mark that every tar has at its end.');
  }
  return { fold, insider, ignored, slashed, end };
}

/**
 * Lists the members of an archive, in their order. If it is not known how it ends, that is found out: the listing goes on behind end
 * marks up to what is no tar.
 * @throws FalseSizes; TarstrapError `archive-damaged` if it is not complete, `archive-io` if its medium fails, `archive-name-too-long`; the abort's reason when aborted. No process is left
 * in any case.
 */
export async function listArchive(request: FeedRequest, listener: ListingListener): Promise<TarEnd> {
  await using feed = await feedArchive(request);
  // Awaited here: the feed is there as long as it is read.
  return await listFeed(feed, request, listener);
}

/** As {@link listArchive}, out of a feed. */
async function listFeed(feed: Feed, request: FeedRequest, listener: ListingListener): Promise<TarEnd> {
  // -P: without it tar does not show what it strips, such as the `../` of a hard link's target.
  const zeros = request.ending ? ignoringZeros(request.ending) : ['--ignore-zeros'];
  const args = [listener.onAttribute ? '-tvvvRP' : '-tvRP', ...LISTING_OPTIONS, ...zeros, '-f', await archiveArgument(request)];
  const tar = await start({ tool: 'tar', args, stdin: feed.stdin, stdout: 'pipe', tied: true, as: request.as });
  using _ = stopOnAbort(tar, request.signal);
  feed.release();
  const words = readWords(tar.stderr, (keyword) => listener.onIgnored?.(keyword));
  const path = nameOf(request);
  const survey = surveyListing(wary(request, listener), request.ending !== undefined);
  const timer = setInterval(() => listener.onPosition?.(feed.tool === null ? survey.position() : feed.position()), PROGRESS_MS);
  try {
    for await (const line of listingLines(tar.stdout as Readable, path)) {
      survey.read(line);
      if (survey.isOver()) break;
    }
    if (survey.isOver()) stop(tar);
  } catch (error) {
    stop(tar);
    throw error;
  } finally {
    clearInterval(timer);
    await tar.exit;
  }
  const [exit, source, said] = await Promise.all([tar.exit, feed.finished, words]);
  request.signal?.throwIfAborted();
  if (survey.isVolume()) throw asVolume(path);
  if (!survey.isJunk()) await judgeListing({ request, path, exit, source, feed, words: said });
  const end = survey.end();
  if (!end) throw new TarstrapError('archive-damaged', { path }, 'Its listing has no end.');
  return { ...end, ending: { ...(request.ending ?? end.ending), ...mendedWord(request), trailing: source.junk === true } };
}

function mendedWord(request: FeedRequest): Pick<Ending, 'falseSizes'> {
  return isMended(request) ? { falseSizes: true } : {};
}

/** Of what is inspected for the first time: behind a false size the listing may say anything, and without any complaint. */
function wary(request: FeedRequest, listener: ListingListener): ListingListener {
  if (request.ending || isMended(request)) return listener;
  const onEntry: ListingListener['onEntry'] = (entry) => {
    if (hasFalseSize(entry)) throw new FalseSizes();
    listener.onEntry(entry);
  };
  return { ...listener, onEntry };
}

interface Verdict {
  readonly request: FeedRequest;
  readonly path: string;
  readonly exit: Exit;
  readonly source: FeedEnd;
  readonly feed: Feed;
  readonly words: string;
}

/** The decompressor is heard first: where it fails, tar only says that its input ended too early. */
async function judgeListing({ request, path, exit, source, feed, words }: Verdict): Promise<void> {
  if (source.ok && exit.exitCode === 0) return;
  const ends = [source.failed, { tool: 'tar', exit, words }];
  const problem = await otherCulprit({ fd: request.fd, path, position: feed.position(), words: [words, source.detail].filter(Boolean).join('\n'), ends });
  if (problem) throw problem;
  if (!source.ok) throw new TarstrapError('archive-damaged', { path }, source.detail);
  if (exit.exitCode !== 0)
    throw impossibleOwner(path, words) ?? (await stumbled(request, new TarstrapError('archive-damaged', { path }, words || `tar: ${describeExit(exit)}`)));
}

async function stumbled(request: FeedRequest, damage: TarstrapError): Promise<Error> {
  const isKnown = request.ending !== undefined || isMended(request);
  return !isKnown && (await hasFalseSizes(request)) ? new FalseSizes() : damage;
}

/** A file that is still being written looks damaged, but it is not. */
function asChanged(before: FileIdentity, fd: number): TarstrapError | undefined {
  const now = identityOf(fd);
  const isSame = now.size === before.size && now.mtimeNs === before.mtimeNs;
  return isSame ? undefined : new TarstrapError('archive-changed', { path: before.path });
}
