import type { Done } from '../flash/edits.ts';
import type { LoaderPiece } from '../flash/loaders.ts';
import type { ArchiveFacts } from '../../../shared/facts.ts';
import type { Plan } from '../../../shared/plan/types.ts';
import type { TarEntry } from '../../archive/listing.ts';
import { type Expected, type LinkAt, openExpectation } from './expectation.ts';
import type { Unpacked } from './extended.ts';
import { openSampler, type Samples } from './samples.ts';

/** What is seen while an archive is laid, and a verification needs. */
export interface Witnessed {
  /** Left out where the archive will be read once more: then it is known from there. */
  readonly expected?: Expected;
  readonly samples?: Samples;
}

/** All that is known of an archive once it was laid, which was read then if not before; and the plan as it is made of that. */
export interface Proven {
  readonly archive: ArchiveFacts;
  readonly plan: Plan;
}

/** What is known of a tree that was laid. */
export interface Laid extends Witnessed {
  readonly unpacked?: Unpacked | undefined;
  /** tar had nothing to complain about. */
  readonly isClean: boolean;
  /** Where the target was not empty. */
  readonly linkAt?: LinkAt | undefined;
  /** What we have changed in it since. */
  readonly edits?: readonly Done[];
  /** Boot loaders outside of its filesystems. */
  readonly loaders?: readonly LoaderPiece[];
}

export interface Watch {
  /** To be told of every member when tar begins with it; left out: nobody needs it, and tar need not say it. */
  readonly onEntry?: (entry: TarEntry) => void;
  readonly finish: () => Witnessed;
}

interface Laying {
  readonly plan: Plan;
  readonly archive: ArchiveFacts;
  /** What tar fills, on a mount on which links are not followed. */
  readonly root: string;
  readonly linkAt?: LinkAt | undefined;
}

export function watchLaying({ plan, archive, root, linkAt }: Laying): Watch {
  // Compared with the archive in full, the tree is known from there.
  if (plan.verify === 'none' || (plan.verify === 'full' && !plan.stage)) return { finish: () => ({}) };
  const expectation = openExpectation(linkAt);
  // Of a stage the drive gives back stretches as they lie there (`flash/staged.ts`).
  const sampler = plan.stage ? undefined : openSampler({ root, streamBytes: archive.streamBytes });
  const onEntry = (entry: TarEntry): void => {
    const member = expectation.add(entry);
    sampler?.see(entry, member);
  };
  return { onEntry, finish: () => ({ expected: expectation.finish(), ...(sampler ? { samples: sampler.finish() } : {}) }) };
}
