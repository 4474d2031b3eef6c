import type { PhaseId } from './protocol.ts';

/** What a job's phases are called, in the terminal and in the window. */
export const PHASE_NAMES: Record<PhaseId, string> = {
  prepare: 'preparing',
  extract: 'unpacking',
  pack: 'packing',
  flush: 'flushing',
  write: 'writing',
  verify: 'verifying',
  finish: 'finishing',
};

/** Milliseconds without a sign of life from which on silence is worth a word. */
export const STALL_MS = 3000;
