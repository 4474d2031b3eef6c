import { memo, type ReactNode } from 'react';
import { PHASE_NAMES } from '../../shared/phases.ts';
import type { PhaseId } from '../../shared/protocol.ts';
import { Icon } from '../icons/Icon.tsx';
import { Unseen } from '../parts/Unseen.tsx';
import { useView } from '../state/useConnection.ts';
import css from './Phases.module.css';
import { type Step, stepsOf } from './steps.ts';

const NONE: readonly PhaseId[] = [];

/** The phases of this job, as steps. */
export function Phases(): ReactNode {
  const phases = useView(({ job }) => job?.phases ?? NONE);
  const current = useView(({ job }) => job?.phase ?? null);
  if (phases.length === 0) return null;
  return (
    <ol className={css.phases} aria-label="Phases">
      {stepsOf(phases, current).map(({ phase, state }) => (
        <PhaseStep key={phase} phase={phase} state={state} />
      ))}
    </ol>
  );
}

const PhaseStep = memo(function PhaseStep({ phase, state }: Step): ReactNode {
  return (
    <li className={css.step} data-state={state} aria-current={state === 'current' ? 'step' : undefined}>
      {state === 'done' ? <Icon name="check" size={14} /> : <span className={css.dot} aria-hidden="true" />}
      <span>
        {PHASE_NAMES[phase]}
        {state === 'done' && <Unseen>, done</Unseen>}
      </span>
    </li>
  );
});
