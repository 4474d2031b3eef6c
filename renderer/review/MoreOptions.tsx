import type { ReactNode } from 'react';
import type { Mode } from '../../shared/plan/types.ts';
import { useConnection } from '../state/useConnection.ts';
import { AUTOMATIC, modeOf, WAYS } from './choices.ts';
import { ChoiceField } from './Field.tsx';
import css from './Options.module.css';

export function MoreOptions({ mode }: { readonly mode: Mode | null }): ReactNode {
  const { bridge, send } = useConnection();
  return (
    <details>
      <summary>More options</summary>
      <div className={css.more}>
        <ChoiceField label="Way" value={mode ?? AUTOMATIC} choices={WAYS} onChange={(value) => send(bridge.setOptions({ mode: modeOf(value) }))} />
      </div>
    </details>
  );
}
