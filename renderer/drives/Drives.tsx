import type { ReactNode } from 'react';
import { Refusal } from '../parts/Refusal.tsx';
import { Action } from '../parts/Action.tsx';
import { useConnection, useView } from '../state/useConnection.ts';
import { DriveCard } from './DriveCard.tsx';
import css from './Drives.module.css';
import { LockedDrives } from './LockedDrives.tsx';
import { grouped } from './order.ts';
import { OtherCards } from './OtherCards.tsx';

/** Where the archive can go: one card for each place, live as drives come and go. */
export function Drives({ order }: { readonly order: readonly string[] }): ReactNode {
  const drives = useView((state) => state.drives.drives);
  const { ready, fixed, locked } = grouped(drives, order);
  return (
    <div className={css.drives}>
      <OtherCards />
      <Absence isEmpty={ready.length + fixed.length === 0} />
      <div className={css.cards}>
        {[...ready, ...fixed].map((drive) => (
          <DriveCard key={drive.target.path} drive={drive} />
        ))}
      </div>
      {locked.length > 0 && <LockedDrives drives={locked} />}
    </div>
  );
}

/** Why there is no drive to choose from. */
function Absence({ isEmpty }: { readonly isEmpty: boolean }): ReactNode {
  const { bridge, send } = useConnection();
  const isKnown = useView((state) => state.drives.known);
  const problem = useView((state) => state.drives.problem);
  if (problem) {
    return (
      <div className={css.problem}>
        <Refusal problem={problem} />
        <div className={css.again}>
          <Action onPress={() => send(bridge.refreshDrives())}>Look again</Action>
        </div>
      </div>
    );
  }
  if (!isKnown) return <p className={css.absence}>Looking for drives…</p>;
  return isEmpty && <p className={css.absence}>No drive yet: plug in a card or stick; it appears here.</p>;
}
