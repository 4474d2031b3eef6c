import type { ReactNode } from 'react';
import type { OptionsView } from '../../shared/view.ts';
import { useConnection } from '../state/useConnection.ts';
import { AUTOMATIC, bootOf, BOOTS, FIRST, fstabOf, FSTABS, MEANWHILE, modeOf, NEW, READINGS, SAME, UUIDS } from './choices.ts';
import { ChoiceField } from './Field.tsx';
import css from './Options.module.css';
import type { Choice } from './words.ts';

interface MoreOptionsProps {
  readonly options: OptionsView;
  /** Something in the system may be changed. */
  readonly isAmended: boolean;
  readonly ways: readonly Choice[];
  /** There are some that it can have again. */
  readonly hasUuids: boolean;
}

export function MoreOptions({ options, isAmended, ways, hasUuids }: MoreOptionsProps): ReactNode {
  const { bridge, send } = useConnection();
  return (
    <details>
      <summary>More options</summary>
      <div className={css.more}>
        <ChoiceField label="Way" value={options.mode ?? AUTOMATIC} choices={ways} onChange={(value) => send(bridge.setOptions({ mode: modeOf(value) }))} />
        <ChoiceField
          label="Reading"
          value={options.check ? FIRST : MEANWHILE}
          choices={READINGS}
          onChange={(value) => send(bridge.setOptions({ check: value === FIRST }))}
        />
        {isAmended && (
          <ChoiceField label="/etc/fstab" value={options.fstab} choices={FSTABS} onChange={(value) => send(bridge.setOptions({ fstab: fstabOf(value) }))} />
        )}
        {isAmended && (
          <ChoiceField label="Boot configuration" value={options.boot} choices={BOOTS} onChange={(value) => send(bridge.setOptions({ boot: bootOf(value) }))} />
        )}
        {hasUuids && (
          <ChoiceField
            label="UUIDs"
            value={options.sameUuids ? SAME : NEW}
            choices={UUIDS}
            onChange={(value) => send(bridge.setOptions({ sameUuids: value === SAME }))}
          />
        )}
      </div>
    </details>
  );
}
