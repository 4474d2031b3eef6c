import { makePlan } from '../../../shared/plan/make.ts';
import type { Command, Plan, PlanInputs } from '../../../shared/plan/types.ts';
import { type FactsFold, foldFacts } from '../../archive/facts.ts';
import type { FeedRequest } from '../../archive/feed.ts';
import { type Listed, listOnce } from '../../archive/inspect.ts';
import type { ListedAttribute } from '../../archive/listing.ts';
import type { SideReader } from '../extract/extract.ts';
import type { Proven } from '../verify/watch.ts';

/**
 * An archive of which only the beginning was read is read while it is laid, out of the same decompressor. What its members turn out to be is
 * judged as if it had been known before.
 */
export interface Reading {
  /** @param request of a pass over the archive */
  readonly reader: (request: FeedRequest) => SideReader;
  /** What the drive will have written in the end, if it goes on as so far. */
  readonly deviceBytes: () => number;
  /**
   * Once tar has ended.
   * @throws Unforeseen; TarstrapError, all that {@link makePlan} refuses
   */
  readonly finish: () => Promise<Proven>;
}

/** A member takes what tar was not told. */
export class Unforeseen extends Error {
  override readonly name = 'Unforeseen';
}

/** @returns undefined where all of it was read before */
export function openReading(inputs: PlanInputs, plan: Plan): Reading | undefined {
  if (inputs.archive.unread === 0) return undefined;
  const enough = new AbortController();
  const fold = foldFacts();
  let listed: Promise<Listed | undefined> = Promise.resolve(undefined);

  const reader = (request: FeedRequest): SideReader => ({
    signal: enough.signal,
    begin: (feed) => {
      const signal = AbortSignal.any([enough.signal, ...(request.signal ? [request.signal] : [])]);
      const onAttribute = (attribute: ListedAttribute): void => {
        if (!isForeseen(attribute, fold, plan)) enough.abort(new Unforeseen('an attribute'));
      };
      // With no word of how it ends: that is to be found out.
      listed = listOnce({ ...request, ending: undefined, signal }, fold, onAttribute, feed).catch((cause: unknown) => {
        enough.abort(new Unforeseen('the listing', { cause }));
        return undefined;
      });
    },
  });
  const deviceBytes = (): number => {
    const { blockBytes, members, position } = fold.soFar();
    const share = position / inputs.archive.streamBytes;
    return share < BELIEVABLE ? plan.estimates.deviceBytes : (blockBytes + members * BYTES_A_MEMBER) / share;
  };
  const finish = async (): Promise<Proven> => {
    const found = await listed;
    enough.signal.throwIfAborted();
    const archive = { ...inputs.archive, guessed: undefined, ...found };
    const { fstab, fstabWithout, fstabStays, extract } = makePlan({ ...inputs, archive });
    if (!isCovered(extract, plan.extract)) throw new Unforeseen('options of tar');
    return { archive, plan: { ...plan, fstab, fstabWithout, ...(fstabStays ? { fstabStays } : {}) } };
  };
  return { reader, deviceBytes, finish };
}

/** Share of the stream from which on it tells of the rest. */
const BELIEVABLE = 0.02;
/** What a new ext4 writes of each besides (`deviceBytes` in `shared/plan/sizes.ts`). */
const BYTES_A_MEMBER = 768;

/** Of ACLs and labels tar keeps nothing that it was not told to keep, and rights of an administrator are not given away unasked. */
function isForeseen({ kind }: ListedAttribute, { attributes }: FactsFold, { extract }: Plan): boolean {
  return attributes.result().privileged === 0 && (kind !== 'acl' || extract.args.includes('--acls'));
}

/** Whether tar was told all that it should have been. It may have been told to keep what there was none of. */
function isCovered(wanted: Command, told: Command): boolean {
  return wanted.args.every((arg) => told.args.includes(arg) || arg === '--no-same-owner');
}
