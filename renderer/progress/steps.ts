import type { PhaseId } from '../../shared/protocol.ts';

export interface Step {
  readonly phase: PhaseId;
  readonly state: 'done' | 'current' | 'to come';
}

export function stepsOf(phases: readonly PhaseId[], current: PhaseId | null): Step[] {
  const at = current === null ? -1 : phases.indexOf(current);
  return phases.map((phase, i) => ({ phase, state: i < at ? 'done' : i === at ? 'current' : 'to come' }));
}
