import { TarstrapError } from '../../shared/errors.ts';
import type { Ending } from '../../shared/facts.ts';
import type { Feed, FeedRequest } from './feed.ts';
import { readHeaders } from './headers.ts';
import type { TarEnd, TarEntry } from './listing.ts';
import type { Course, OnMember, ReadingOptions } from './members.ts';
import { nameOf } from './open.ts';
import { BLOCK } from './tarHeader.ts';
import { readTar, type TarReader } from './tarReader.ts';
import type { FeedEnd } from './verdict.ts';
import { asCut } from './volumes.ts';

export interface MembersListener {
  /** Members in archive order. */
  readonly onMember: OnMember;
  readonly contentsTo?: ReadingOptions['contentsTo'];
  /** Bytes of the archive's file; four times a second. */
  readonly onPosition?: (position: number) => void;
  /** To be read instead of one that is made for it. */
  readonly feed?: Feed | undefined;
}

const PROGRESS_MS = 250;

/**
 * Reads the members of an archive, in their order. If it is not known how it ends, that is found out: it is read on behind end marks up to
 * what is no tar.
 * @throws TarstrapError `archive-damaged` if it is not complete, `archive-owner-impossible`, `archive-in-volumes`, `archive-io` if its medium
 * fails, `archive-name-too-long`; the abort's reason when aborted. No process is left in any case.
 */
export async function readMembers(request: FeedRequest, listener: MembersListener): Promise<TarEnd> {
  const { reader, source } = await pass(request, listener);
  return endOf(request, reader, source);
}

/** As {@link readMembers}, but no further than the first member when that is aborted. @returns undefined then */
export async function readBeginning(request: FeedRequest, listener: MembersListener, until: AbortSignal): Promise<TarEnd | undefined> {
  const { reader, source, isCut } = await pass(request, listener, until);
  return isCut ? undefined : endOf(request, reader, source);
}

interface Passed {
  readonly reader: TarReader;
  readonly source: FeedEnd;
  /** Behind a member it was read no further. */
  readonly isCut: boolean;
}

async function pass(request: FeedRequest, { onMember, contentsTo, onPosition, feed }: MembersListener, until?: AbortSignal): Promise<Passed> {
  const options = { ignoresZeros: (request.ending?.tars ?? 2) > 1, ...(contentsTo ? { contentsTo } : {}) };
  const reader = readTar((member) => {
    refuseLong(member.entry, request);
    isBegun = true;
    onMember(member);
  }, options);
  let position = (): number => 0;
  let isBegun = false;
  let isCut = false;
  const timer = setInterval(() => onPosition?.(position()), PROGRESS_MS);
  try {
    const isEnough = (): boolean => {
      isCut = until?.aborted === true && isBegun;
      // What begins with zeros may have nothing else for gigabytes.
      return isCut || reader.course.zeros?.first === 0;
    };
    const source = await readHeaders(request, { reader, feed, isEnough, onStart: (told) => (position = told) });
    return { reader, source, isCut };
  } finally {
    clearInterval(timer);
  }
}

/** Bytes of a name that tar can list in a line of which we read no more than so much, whatever is in it (`run/lines.ts`). */
const LONGEST = 16 * 1024;

function refuseLong({ name, linkTarget = '' }: TarEntry, request: FeedRequest): void {
  if (name.length + linkTarget.length > LONGEST) throw new TarstrapError('archive-name-too-long', { path: nameOf(request) });
}

function endOf(request: FeedRequest, reader: TarReader, source: FeedEnd): TarEnd {
  const { course } = reader;
  const path = nameOf(request);
  if (course.isVolume) throw new TarstrapError('archive-in-volumes', { path });
  if (!source.ok) throw new TarstrapError('archive-damaged', { path }, source.detail);
  if (!reader.hasEnded() && !reader.isBetween()) throw asCut(request);
  refuseFaults(request, course);
  const { tars, zeros, block } = course;
  const streamBlocks = reader.hasEnded() ? undefined : block;
  // Of one tar nobody reads more than its end mark; of several all.
  const blocks = tars === 1 && zeros ? zeros.first + 1 : (streamBlocks ?? behindZeros(course));
  const ending = { ...(request.ending ?? endingOf(course)), trailing: source.junk === true };
  return { block: zeros?.first ?? block, blocks, streamBlocks, ending };
}

function endingOf(course: Readonly<Course>): Omit<Ending, 'trailing'> {
  const { tars, zeros, isLost, falseSizes } = course;
  return { tars, marked: zeros !== undefined, junkAt: isLost ? behindZeros(course) * BLOCK : null, ...(falseSizes ? { falseSizes } : {}) };
}

/** An extended header may lie between zeros and junk. */
function behindZeros({ zeros, block }: Readonly<Course>): number {
  return zeros ? zeros.last + 1 : block;
}

/** What is no header is junk behind an end mark, as long as nothing is known of it. */
function refuseFaults(request: FeedRequest, { isLost, zeros, block, faults, onlyOwners }: Readonly<Course>): void {
  const isDamage = isLost && (zeros === undefined || request.ending !== undefined);
  const words = [...faults, ...(isDamage ? [`block ${block}: no header is where one should be`] : [])].join('\n');
  if (words !== '') throw new TarstrapError(onlyOwners && !isDamage ? 'archive-owner-impossible' : 'archive-damaged', { path: nameOf(request) }, words);
}
