import { makePlan } from '../../../shared/plan/make.ts';
import { wayOf } from '../../../shared/plan/mode.ts';
import type { Command, Plan, PlanInputs } from '../../../shared/plan/types.ts';
import { isPrivileged, listAttributes } from '../../archive/attributes.ts';
import type { FeedRequest } from '../../archive/feed.ts';
import { endingOf, foldMembers } from '../../archive/inspect.ts';
import { WHOLE } from '../../archive/inside.ts';
import type { TarEnd } from '../../archive/listing.ts';
import type { TarMember } from '../../archive/member.ts';
import { readMembers } from '../../archive/read.ts';
import type { SideReader } from '../extract/extract.ts';
import type { Proven } from '../verify/watch.ts';
import { foreseeLaying, type Likely } from './likely.ts';

/**
 * An archive of which only the beginning was read is read while it is laid, out of the same decompressor. What its members turn out to be is
 * judged as if it had been known before.
 */
export interface Reading {
  /** @param request of a pass over the archive */
  readonly reader: (request: FeedRequest) => SideReader;
  readonly likely: Likely;
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
  const fold = foldMembers(WHOLE);
  let proven: Promise<Proven> | undefined;
  const likely = foreseeLaying(inputs.archive, plan, fold.soFar);

  const onMember = (member: TarMember): void => {
    fold.onMember(member);
    if (!isForeseen(member, plan)) enough.abort(new Unforeseen(member.entry.name));
  };
  const reader = (request: FeedRequest): SideReader => ({
    signal: enough.signal,
    begin: async (feed) => {
      likely.begin(request, feed);
      const signal = AbortSignal.any([enough.signal, ...(request.signal ? [request.signal] : [])]);
      // With no word of how it ends: that is to be found out.
      const unknown = { ...request, ending: undefined, signal };
      const end = await readMembers(unknown, { onMember, contentsTo: fold.contentsTo, feed }).catch((cause: unknown) => {
        enough.abort(new Unforeseen('what is no sound archive', { cause }));
        return undefined;
      });
      // Who reads no further keeps nobody waiting.
      feed?.release();
      // At once: with a plain archive tar is still at it.
      if (end) proven = prove(unknown, end);
      proven?.catch(() => {});
    },
  });
  const prove = async (request: FeedRequest, end: TarEnd): Promise<Proven> => {
    const ending = await endingOf({ fd: request.fd, identity: inputs.archive.file }, request, end);
    const archive = { ...inputs.archive, guessed: undefined, likelyBytes: undefined, milestones: undefined, ...fold.finish({ ...end, ending }) };
    const { fstab, fstabWithout, fstabStays, boot, bootFiles, firstBoot, extract } = makePlan({ ...inputs, archive }, wayOf(plan));
    if (!isCovered(extract, plan.extract)) throw new Unforeseen('options of tar');
    return { archive, plan: { ...plan, fstab, fstabWithout, boot, bootFiles, firstBoot, ...(fstabStays ? { fstabStays } : {}) } };
  };
  const finish = async (): Promise<Proven> => {
    enough.signal.throwIfAborted();
    if (!proven) throw new Unforeseen('an end that was not reached');
    return proven;
  };
  return { reader, likely, finish };
}

/** Of ACLs and labels tar keeps nothing that it was not told to keep, and rights of an administrator are not given away unasked. */
function isForeseen({ attributes }: TarMember, { extract }: Plan): boolean {
  if (attributes.size === 0) return true;
  return listAttributes(attributes).every((attribute) => {
    if (attribute.kind === 'acl') return extract.args.includes('--acls');
    return attribute.kind === 'xattr' && !isPrivileged(attribute.name);
  });
}

/** Whether tar was told all that it should have been. It may have been told to keep what there was none of. */
function isCovered(wanted: Command, told: Command): boolean {
  return wanted.args.every((arg) => told.args.includes(arg) || arg === '--no-same-owner');
}
