import { formatDuration } from '../../shared/format.ts';
import { PHASE_NAMES, STALL_MS } from '../../shared/phases.ts';
import type { JobLane } from '../../shared/view.ts';

/** How it stands with one of several drives, in a word or two. */
export interface LaneState {
  readonly words: string;
  readonly tone: 'going' | 'caution' | 'good' | 'bad' | 'neutral';
}

const ENDED = {
  finished: { words: 'done', tone: 'good' },
  failed: { words: 'failed', tone: 'bad' },
  cancelled: { words: 'cancelled', tone: 'neutral' },
} as const satisfies Record<string, LaneState>;

export function laneState({ outcome, phase, age }: JobLane): LaneState {
  if (outcome) return ENDED[outcome.kind];
  if (age > STALL_MS) return { words: `silent for ${formatDuration(age / 1000)}`, tone: 'caution' };
  return { words: phase === null ? 'waiting' : PHASE_NAMES[phase], tone: 'going' };
}
