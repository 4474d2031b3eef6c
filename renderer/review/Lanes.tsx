import type { ReactNode } from 'react';
import type { ReviewLane } from '../../shared/view.ts';
import { pathOfPick } from '../drives/picks.ts';
import { Action } from '../parts/Action.tsx';
import { focusHeading } from '../parts/focusHeading.ts';
import { Refusal } from '../parts/Refusal.tsx';
import { Remark } from '../parts/Remark.tsx';
import { Unseen } from '../parts/Unseen.tsx';
import { useConnection } from '../state/useConnection.ts';
import { BeforeAfter } from './BeforeAfter.tsx';
import css from './Lanes.module.css';
import { PlanLines } from './PlanText.tsx';
import { aboutOf, refusedWords } from './words.ts';

/** Several drives: what becomes of each. */
export function Lanes({ lanes }: { readonly lanes: readonly ReviewLane[] }): ReactNode {
  const { bridge, send, picks } = useConnection();
  const takeOut = ({ target: { path } }: ReviewLane): void => {
    const refs = lanes.flatMap(({ target }) => (target.ref.kind === 'device' && target.path !== path ? [target.ref] : []));
    picks.write(picks.read().filter((pick) => pathOfPick(pick) !== path));
    send(bridge.chooseDrives({ refs }));
    focusHeading();
  };
  const refused = lanes.filter(({ problem }) => problem).length;
  return (
    <div className={css.several}>
      {refused > 0 && <Remark tone="danger">{refusedWords(refused, lanes.length)}</Remark>}
      <ul className={css.lanes} aria-label="Drives">
        {lanes.map((lane) => (
          <Lane key={lane.target.path} lane={lane} onTakeOut={() => takeOut(lane)} />
        ))}
      </ul>
    </div>
  );
}

function Lane({ lane: { target, before, planned, problem }, onTakeOut }: { readonly lane: ReviewLane; readonly onTakeOut: () => void }): ReactNode {
  return (
    <li className={css.lane} data-refused={problem !== null}>
      <div className={css.head}>
        <div className={css.names}>
          <h3 className={css.title} title={target.title}>
            {target.title}
          </h3>
          <p className={css.about}>{aboutOf(target)}</p>
        </div>
        <Action tone="quiet" onPress={onTakeOut}>
          Take out
          <Unseen>
            {' '}
            {target.title}, {target.path}
          </Unseen>
        </Action>
      </div>
      {problem && <Refusal problem={problem} />}
      <BeforeAfter before={before} after={planned?.after ?? null} />
      {planned && (
        <details>
          <summary>
            Plan<Unseen> for {target.path}</Unseen>
          </summary>
          <PlanLines lines={planned.lines} />
        </details>
      )}
    </li>
  );
}
