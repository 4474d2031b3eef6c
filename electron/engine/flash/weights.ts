import { guessedRate, type PhaseWeight } from '../../../shared/progress.ts';
import type { Plan } from '../../../shared/plan/types.ts';

/** Bytes a second at which tar fills a stage in memory. */
const MEMORY_RATE = 600e6;

/** What each phase is expected to take, in seconds, before anything was measured. */
export function phaseWeights(plan: Plan): PhaseWeight[] {
  const { deviceBytes } = plan.estimates;
  const writing = deviceBytes / guessedRate(plan.target.bus);
  const verify = verifySeconds(plan, writing);
  const copies = plan.stage !== null;
  return [
    { phase: 'prepare', seconds: 0.3 },
    { phase: 'extract', seconds: copies ? deviceBytes / MEMORY_RATE : writing },
    ...(copies ? [{ phase: 'write' as const, seconds: writing }] : [{ phase: 'flush' as const, seconds: 0.2 }]),
    ...(plan.verify === 'none' ? [] : [{ phase: 'verify' as const, seconds: verify }]),
    { phase: 'finish', seconds: 0.2 },
  ];
}

/** Media read faster than they write; a quick look reads next to nothing. */
export function verifySeconds(plan: Plan, writing: number): number {
  if (plan.verify === 'none') return 0;
  return plan.verify === 'quick' ? 0.5 : writing * 0.6;
}
