import { memo, type ReactNode } from 'react';
import { formatPercent, formatRate } from '../../shared/format.ts';
import type { JobLane } from '../../shared/view.ts';
import { Icon } from '../icons/Icon.tsx';
import { useView } from '../state/useConnection.ts';
import css from './LaneList.module.css';
import { type LaneState, laneState } from './laneState.ts';

const NONE: readonly JobLane[] = [];

/** Several drives: how far each of them is. Many of them scroll in their place. */
export function LaneList(): ReactNode {
  const lanes = useView(({ job }) => job?.lanes ?? NONE);
  return (
    <div className={css.place} role="region" aria-label="Drives" tabIndex={0}>
      <ul className={css.lanes}>
        {lanes.map((lane) => (
          <Lane key={lane.target.path} {...rowOf(lane)} />
        ))}
      </ul>
    </div>
  );
}

/** What is shown of a lane, in values that are compared with those of before. */
interface Row extends LaneState {
  readonly title: string;
  readonly path: string;
  readonly fraction: number;
  readonly rate: string;
}

function rowOf(lane: JobLane): Row {
  const { target, fraction, deviceRate, outcome } = lane;
  return { title: target.title, path: target.path, fraction, rate: outcome ? '' : formatRate(deviceRate), ...laneState(lane) };
}

const ICONS = { good: 'check', bad: 'failed', neutral: 'stopped' } as const;

const Lane = memo(function Lane({ title, path, fraction, rate, words, tone }: Row): ReactNode {
  const percent = formatPercent(fraction);
  return (
    <li className={css.lane} data-tone={tone}>
      <span className={css.name} title={`${title}, ${path}`}>
        <span className={css.title}>{title}</span>
        <small className={css.path}>{path}</small>
      </span>
      <div
        className={css.bar}
        role="progressbar"
        aria-label={`Progress of ${title}, ${path}`}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.floor(fraction * 100)}
        aria-valuetext={`${percent}, ${words}`}
      >
        <span className={css.done} style={{ scale: `${fraction} 1` }} />
      </div>
      <span className={css.rate}>{rate}</span>
      <span className={css.state}>
        {(tone === 'good' || tone === 'bad' || tone === 'neutral') && <Icon name={ICONS[tone]} size={14} />}
        {words}
      </span>
    </li>
  );
});
