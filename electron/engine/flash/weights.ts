import type { ArchiveFacts } from '../../../shared/facts.ts';
import { guessedRate, type Part, UNPACKING } from '../../../shared/progress.ts';
import type { Plan } from '../../../shared/plan/types.ts';
import { type Compared, MEMBER_BYTES, secondsToCompare } from '../verify/cost.ts';

/** Media read faster than they write; a quick look reads next to nothing. */
export const VERIFYING = { full: 0.6, quick: 0.03 } as const;

/** Seconds to a mounted filesystem (measured: 0.2 to 0.3). A bar that goes by bytes alone has no use for them. */
const PREPARING = 0.25;

/** Whether each file is compared where it lies; what a stage holds is compared there, and then block by block. */
export function isComparedByTar({ verify, stage }: Plan): boolean {
  return verify === 'full' && stage === null;
}

/** The parts of the bar; the one in which the drive is written weighs 1. */
export function partsOf(plan: Plan, archive: ArchiveFacts): Part[] {
  const { verify } = plan;
  const isCompared = isComparedByTar(plan);
  const verifying = { phases: ['verify' as const], weight: verify === 'none' ? 0 : VERIFYING[verify], tail: unmounting(plan, archive) };
  return [
    { phases: ['prepare'], weight: 0.002, ...(isCompared ? { atLeast: PREPARING } : {}) },
    ...layingParts(plan, archive),
    ...(verify === 'none' ? [] : [isCompared ? { ...verifying, atLeast: secondsToCompare(comparedOf(archive)) } : verifying]),
    { phases: ['finish'], weight: 0.005 },
  ];
}

function comparedOf({ entries, compression, unread, streamBytes: most, likelyBytes: streamBytes = most }: ArchiveFacts): Compared {
  const rest = Math.max(0, unread - (most - streamBytes));
  return { compression, streamBytes, members: entries.total + rest / MEMBER_BYTES };
}

/** Seconds that unmounting takes for each inode that the kernel remembers of it (measured on ext4: 3.3 to 4.2 µs). */
const FORGETTING = 4e-6;

/** Of what is filled or compared file by file; a folder stays mounted. */
function unmounting({ stage, target }: Plan, { inodes }: ArchiveFacts): number {
  return stage === null && target.kind !== 'directory' ? inodes * FORGETTING : 0;
}

function layingParts(plan: Plan, archive: ArchiveFacts): Part[] {
  if (!plan.stage) return [{ phases: ['extract', 'flush'], weight: 1, tail: unmounting(plan, archive) }];
  const writing = plan.estimates.deviceBytes / guessedRate(plan.target.bus);
  return [
    { phases: ['extract', 'flush'], weight: archive.streamBytes / UNPACKING[archive.compression] / writing },
    { phases: ['write'], weight: 1 },
  ];
}
