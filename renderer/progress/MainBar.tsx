import { type ReactNode, useState } from 'react';
import { formatPercent } from '../../shared/format.ts';
import { PHASE_NAMES } from '../../shared/phases.ts';
import type { PhaseId } from '../../shared/protocol.ts';
import type { JobView } from '../../shared/view.ts';
import { useView } from '../state/useConnection.ts';
import css from './MainBar.module.css';

/** How far the whole job is: the one number, and the one bar. */
export function MainBar(): ReactNode {
  const fraction = useView(({ job }) => job?.progress?.fraction ?? 0);
  const phase = useView(({ job }) => job?.phase ?? null);
  const stage = useView(({ job }) => job?.stage ?? 'starting');
  const isAlone = useView(({ job }) => job?.lanes.length === 1);
  const percent = Math.floor(fraction * 100);
  const doing = doingOf(stage, phase, isAlone);
  return (
    <div className={css.main} data-stage={stage}>
      <p className={css.number}>
        <span className={css.percent}>{percent}</span>
        <span className={css.sign}>%</span>
        {(stage !== 'running' || phase === null) && <span className={css.phase}>{doing}</span>}
      </p>
      <div
        className={css.bar}
        role="progressbar"
        aria-label="Progress of the whole job"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        aria-valuetext={`${formatPercent(fraction)}, ${doing}`}
      >
        <span className={css.done} style={{ scale: `${fraction} 1` }} />
        <Ticks phase={phase} fraction={fraction} />
      </div>
    </div>
  );
}

function doingOf(stage: JobView['stage'], phase: PhaseId | null, isAlone: boolean): string {
  if (stage === 'cancelling') return 'Cancelling: cleaning up first';
  if (stage === 'starting') return 'Waiting for the password';
  if (phase === null) return `Checking the ${isAlone ? 'target' : 'targets'} once more`;
  const name = PHASE_NAMES[phase];
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

/** Where on the bar each phase has begun. The phases to come have no tick: how long they take is not known yet. */
function Ticks({ phase, fraction }: { readonly phase: PhaseId | null; readonly fraction: number }): ReactNode {
  const [begun, setBegun] = useState<readonly { readonly phase: PhaseId; readonly at: number }[]>([]);
  if (phase !== null && begun.every((tick) => tick.phase !== phase)) setBegun([...begun, { phase, at: fraction }]);
  return begun
    .filter(({ at }) => at > 0)
    .map((tick) => <span key={tick.phase} className={css.tick} style={{ left: `${tick.at * 100}%` }} title={PHASE_NAMES[tick.phase]} />);
}
