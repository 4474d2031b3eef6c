import type { ReactNode } from 'react';
import { counted } from '../../shared/counted.ts';
import type { DriveFacts } from '../../shared/targetFacts.ts';
import { DriveCard } from './DriveCard.tsx';
import css from './LockedDrives.module.css';

/** A few of them show that Tarstrap knows the machine; many of them would only be in the way. */
const FEW = 2;

export function LockedDrives({ drives }: { readonly drives: readonly DriveFacts[] }): ReactNode {
  const { length } = drives;
  return (
    <details open={length <= FEW}>
      <summary>{counted(length, 'drive')} that cannot be written</summary>
      <div className={css.cards}>
        {drives.map((drive) => (
          <DriveCard key={drive.target.path} drive={drive} />
        ))}
      </div>
    </details>
  );
}
