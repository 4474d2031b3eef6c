import { type ReactNode, useId } from 'react';
import { useDropState } from '../drag/useDropState.ts';
import { Icon } from '../icons/Icon.tsx';
import type { ShapeName } from '../icons/shapes.ts';
import { Refusal } from '../parts/Refusal.tsx';
import { keyOf, type PlaceKey } from '../state/place.ts';
import { useView } from '../state/useConnection.ts';
import css from './Card.module.css';

interface CardProps {
  readonly place: PlaceKey;
  readonly icon: ShapeName;
  readonly title: string;
  /** Why it cannot be chosen. */
  readonly lock: string | null;
  /** Id of what describes it further. */
  readonly describedBy: string;
  readonly aside?: string;
  readonly onChoose: () => void;
  readonly children: ReactNode;
}

/** A target to choose or to drop on. The button is its name, and takes presses anywhere on the card. */
export function Card({ place, icon, title, lock, describedBy, aside, onChoose, children }: CardProps): ReactNode {
  const { look, isOver, why } = useDropState(place, lock);
  const name = useId();
  return (
    <article className={css.card} aria-labelledby={name} data-place={place} data-look={look} data-over={isOver} data-locked={lock !== null}>
      <header className={css.head}>
        <span className={css.icon}>
          <Icon name={icon} size={24} />
        </span>
        <h3 className={css.name}>
          <button
            type="button"
            id={name}
            className={css.button}
            title={title}
            aria-describedby={describedBy}
            aria-disabled={lock !== null}
            onClick={lock === null ? onChoose : undefined}
          >
            <span className={css.title}>{title}</span>
          </button>
        </h3>
        {aside && <span className={css.aside}>{aside}</span>}
      </header>
      {children}
      <CardRefusal place={place} />
      {look !== 'idle' && (
        <span className={css.hint}>
          <Icon name={look === 'accepts' ? 'arrow' : 'refused'} size={16} />
          {why ?? 'Drop here'}
        </span>
      )}
    </article>
  );
}

/** What was dropped on this card and could not be taken. */
function CardRefusal({ place }: { readonly place: PlaceKey }): ReactNode {
  const problem = useView(({ archive }) => (archive.kind === 'refused' && archive.at && keyOf(archive.at) === place ? archive.problem : null));
  return problem && <Refusal problem={problem} />;
}
