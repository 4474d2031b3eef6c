import type { ReactNode } from 'react';
import css from './PickBox.module.css';

export interface Pick {
  /** What the check box is called. */
  readonly name: string;
  readonly isChecked: boolean;
  /** Some drive is checked: all check boxes are in sight. */
  readonly isPicking: boolean;
  /** Why it cannot be checked. */
  readonly lock: string | null;
  readonly onToggle: () => void;
}

/** Adds a drive to those that are written together. It lies on the card's icon, so that nothing moves when it comes into sight. */
export function PickBox({ pick: { name, isChecked, isPicking, lock, onToggle } }: { readonly pick: Pick }): ReactNode {
  return (
    <label className={css.pick} data-shown={isPicking} title={lock ?? 'Write to several drives at once'}>
      <input type="checkbox" aria-label={name} checked={isChecked} disabled={lock !== null} onChange={onToggle} />
    </label>
  );
}
