import { type ReactNode, useId, useState } from 'react';
import type { PlanView, ReviewView } from '../../shared/view.ts';
import { Action } from '../parts/Action.tsx';
import { useConnection } from '../state/useConnection.ts';
import css from './Start.module.css';
import { useWrongFields } from './verdicts.ts';
import { startWords } from './words.ts';
import { WrongFields } from './WrongFields.tsx';

/** Back, or begin. A fixed drive is confirmed by its name first. */
export function Start({ review }: { readonly review: ReviewView }): ReactNode {
  const { bridge, send, picks } = useConnection();
  const [typed, setTyped] = useState('');
  const wrong = useWrongFields();
  const why = useId();
  const { lanes, plan } = review;
  const wanted = plan.kind === 'ready' ? plan.confirmation : null;
  const canStart = wrong.length === 0 && isConfirmed(plan, typed);
  const start = (): void => {
    if (plan.kind !== 'ready' || !canStart) return;
    send(bridge.startJob({ planId: plan.id, confirmation: typed }));
    if (lanes.length > 1) picks.write([]);
  };
  return (
    <form
      className={css.start}
      // Which plan a press would start: a test presses no button of a plan that is about to be replaced.
      data-plan={plan.kind === 'ready' ? plan.id : undefined}
      onSubmit={(event) => {
        event.preventDefault();
        start();
      }}
    >
      {wrong.length > 0 && <WrongFields id={why} fields={wrong} />}
      {wanted !== null && <Confirmation wanted={wanted} typed={typed} onType={setTyped} />}
      <div className={css.back}>
        <Action tone="quiet" icon="back" onPress={() => send(bridge.leaveReview())}>
          Back<span className={css.far}> to drives</span>
        </Action>
      </div>
      <Action
        tone={plan.kind === 'ready' && !plan.destructive ? 'main' : 'danger'}
        disabled={!canStart}
        describedBy={wrong.length > 0 ? why : undefined}
        onPress={start}
      >
        {startWords(review)}
      </Action>
    </form>
  );
}

function isConfirmed(plan: PlanView, typed: string): boolean {
  return plan.kind === 'ready' && (plan.confirmation === null || plan.confirmation === typed);
}

function Confirmation({ wanted, typed, onType }: { readonly wanted: string; readonly typed: string; readonly onType: (text: string) => void }): ReactNode {
  const id = useId();
  return (
    <div className={css.confirmation}>
      <label htmlFor={id}>
        Type <strong>{wanted}</strong> to confirm
      </label>
      <input id={id} value={typed} autoComplete="off" spellCheck={false} onChange={(event) => onType(event.target.value)} />
    </div>
  );
}
