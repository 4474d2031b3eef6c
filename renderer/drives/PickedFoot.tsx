import type { ReactNode } from 'react';
import { counted } from '../../shared/counted.ts';
import type { DriveFacts } from '../../shared/targetFacts.ts';
import { Action } from '../parts/Action.tsx';
import { focusHeading } from '../parts/focusHeading.ts';
import { useConnection } from '../state/useConnection.ts';
import css from './PickedFoot.module.css';

/** On with the drives that are checked. */
export function PickedFoot({ picked }: { readonly picked: readonly DriveFacts[] }): ReactNode {
  const { bridge, send, picks } = useConnection();
  const refs = picked.map(({ target: { path, diskseq } }) => ({ kind: 'device' as const, path, diskseq }));
  const clear = (): void => {
    picks.write([]);
    // This button goes away with the last check.
    focusHeading();
  };
  return (
    <div className={css.foot}>
      <Action tone="quiet" onPress={clear}>
        Clear the choice
      </Action>
      <Action tone="main" onPress={() => send(bridge.chooseDrives({ refs }))}>
        Review {counted(picked.length, 'drive')}
      </Action>
    </div>
  );
}
