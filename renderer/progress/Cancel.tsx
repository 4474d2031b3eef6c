import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { Action } from '../parts/Action.tsx';
import { useConnection, useView } from '../state/useConnection.ts';
import { cancelWords } from '../../shared/cancelWords.ts';
import css from './Cancel.module.css';

/** Asks once, in place, and says what would be left behind. */
export function Cancel(): ReactNode {
  const isCancelling = useView(({ job }) => job?.stage === 'cancelling');
  const [isAsking, setAsking] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const wasAsking = useRef(false);
  useEffect(() => {
    if (wasAsking.current !== isAsking) place.current?.querySelector('button')?.focus();
    wasAsking.current = isAsking;
  }, [isAsking]);
  return (
    <div
      ref={place}
      className={css.cancel}
      onKeyDown={(event) => {
        if (event.key === 'Escape') setAsking(false);
      }}
    >
      {isCancelling ? (
        <p className={css.words}>Cancelling: cleaning up first.</p>
      ) : isAsking ? (
        <Question onKeep={() => setAsking(false)} />
      ) : (
        <Action onPress={() => setAsking(true)}>Cancel…</Action>
      )}
    </div>
  );
}

function Question({ onKeep }: { readonly onKeep: () => void }): ReactNode {
  const { bridge, send } = useConnection();
  const left = useView(({ job }) => (job ? cancelWords(job) : ''));
  const words = useId();
  return (
    <>
      <p id={words} className={css.words}>
        <strong>Cancel the job?</strong> {left}
      </p>
      <Action onPress={onKeep} describedBy={words}>
        Keep going
      </Action>
      <Action tone="danger" onPress={() => send(bridge.cancelJob())} describedBy={words}>
        Cancel the job
      </Action>
    </>
  );
}
