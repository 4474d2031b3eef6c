import { makePlan } from '../../../shared/plan/make.ts';
import type { Command, Plan, PlanInputs } from '../../../shared/plan/types.ts';
import { foldFacts } from '../../archive/facts.ts';
import { hasFalseSize } from '../../archive/falseSizes.ts';
import type { FeedRequest } from '../../archive/feed.ts';
import { findLosses, foldIgnored, ignoredKeyword } from '../../archive/ignored.ts';
import type { ListedAttribute, TarEntry } from '../../archive/listing.ts';
import { surveyListing } from '../../archive/survey.ts';
import { hearMembers } from '../extract/ear.ts';
import type { Ear } from '../extract/extract.ts';
import type { Proven } from '../verify/watch.ts';

/**
 * What is heard of an archive while it is laid. One of which only the beginning was read is read then, by the tar that lays it: it tells all
 * members as it comes to them. What they turn out to be is judged as if it had been known before.
 */
export interface Reading {
  readonly ear: Ear | undefined;
  /** What the drive will have written in the end, if it goes on as so far. */
  readonly deviceBytes: () => number;
  /**
   * Once tar has ended.
   * @param again a pass over the archive, where one more is needed
   * @throws Unforeseen; TarstrapError, all that {@link makePlan} refuses
   */
  readonly finish: (again: FeedRequest) => Promise<Proven>;
}

/** A member takes what tar was not told. */
export class Unforeseen extends Error {
  override readonly name = 'Unforeseen';
}

/** @param onEntry told of every member besides */
export function openReading(inputs: PlanInputs, plan: Plan, onEntry?: (entry: TarEntry) => void): Reading {
  const { archive } = inputs;
  if (archive.unread > 0) return readWhileLaid(inputs, plan, onEntry);
  return { ear: onEntry && hearMembers(onEntry), deviceBytes: () => plan.estimates.deviceBytes, finish: async () => ({ archive, plan }) };
}

function readWhileLaid(inputs: PlanInputs, plan: Plan, onEntry?: (entry: TarEntry) => void): Reading {
  const enough = new AbortController();
  const fold = foldFacts();
  const ignored = foldIgnored();
  const require = (isForeseen: boolean, what: string): void => {
    if (!isForeseen) enough.abort(new Unforeseen(what));
  };
  const see = (entry: TarEntry): void => {
    require(!hasFalseSize(entry), entry.name);
    fold.add(entry);
    onEntry?.(entry);
  };
  const seeAttribute = (attribute: ListedAttribute): void => {
    fold.addAttribute(attribute);
    require(isForeseen(attribute, fold), attribute.kind);
  };
  const survey = surveyListing({ onEntry: see, onAttribute: seeAttribute }, true);
  const onWord = (line: string): void => {
    const keyword = ignoredKeyword(line);
    if (keyword !== undefined) ignored.add(keyword);
  };
  const finish = async (again: FeedRequest): Promise<Proven> => {
    const end = survey.end();
    if (!end) throw new Unforeseen('the end');
    const losses = await findLosses({ ...again, ending: end.ending }, ignored.missed, fold.attributes.seen.counts);
    const archive = { ...inputs.archive, ...fold.finish(end), ignored: losses };
    const { fstab, fstabWithout, fstabStays, extract } = makePlan({ ...inputs, archive });
    require(isCovered(extract, plan.extract), 'options of tar');
    enough.signal.throwIfAborted();
    return { archive, plan: { ...plan, fstab, fstabWithout, ...(fstabStays ? { fstabStays } : {}) } };
  };
  const deviceBytes = (): number => {
    const { blockBytes, members, position } = fold.soFar();
    const share = position / inputs.archive.streamBytes;
    return share < BELIEVABLE ? plan.estimates.deviceBytes : (blockBytes + members * BYTES_A_MEMBER) / share;
  };
  return { deviceBytes, ear: { options: OPTIONS, hear: survey.read, onWord, signal: enough.signal }, finish };
}

/** Share of the stream from which on it tells of the rest. */
const BELIEVABLE = 0.02;
/** What a new ext4 writes of each besides (`deviceBytes` in `shared/plan/sizes.ts`). */
const BYTES_A_MEMBER = 768;

const OPTIONS = ['-vvvR', '--full-time', '--quoting-style=c'];

/**
 * Rights of an administrator are not given away unasked. Of ACLs that were packed as plain attributes tar keeps nothing where it sets others, and
 * names in ACLs have no numbers yet.
 */
function isForeseen(attribute: ListedAttribute, { attributes: { seen, result } }: ReturnType<typeof foldFacts>): boolean {
  if (attribute.kind === 'acl') return seen.names.users.size + seen.names.groups.size === 0;
  return result().privileged === 0 && !(attribute.kind === 'xattr' && attribute.name.startsWith('system.posix_acl_'));
}

/** Whether tar was told all that it should have been. It may have been told to keep what there was none of. */
function isCovered(wanted: Command, told: Command): boolean {
  return wanted.args.every((arg) => told.args.includes(arg) || arg === '--no-same-owner' || arg === '--warning=no-unknown-keyword');
}
