import { type MouseEvent, type ReactNode, useId } from 'react';
import { startDrag } from '../drag/startDrag.ts';
import { useDropState } from '../drag/useDropState.ts';
import { Icon } from '../icons/Icon.tsx';
import type { ShapeName } from '../icons/shapes.ts';
import { Action } from '../parts/Action.tsx';
import { Refusal } from '../parts/Refusal.tsx';
import { Unseen } from '../parts/Unseen.tsx';
import { keyOf, type PlaceKey } from '../state/place.ts';
import { useConnection, useView } from '../state/useConnection.ts';
import css from './Card.module.css';
import { type Pick, PickBox } from './PickBox.tsx';

interface CardProps {
  readonly place: PlaceKey;
  readonly icon: ShapeName;
  readonly title: string;
  /** Why it cannot be chosen. */
  readonly lock: string | null;
  /** Id of what describes it further. */
  readonly describedBy: string;
  readonly aside?: string;
  /** Left out where it cannot be written together with others. */
  readonly pick?: Pick | undefined;
  readonly onChoose: () => void;
  /** Begins the way back; left out where there is nothing to be captured. It begins with a drag to the archive's zone as well. */
  readonly capture?: { readonly name: string; readonly onPress: () => void } | undefined;
  readonly children: ReactNode;
}

/** A target to choose or to drop on. The button is its name, and takes presses anywhere on the card. */
export function Card({ place, icon, title, lock, describedBy, aside, pick, onChoose, capture, children }: CardProps): ReactNode {
  const { look, isOver, isAdding, why } = useDropState(place, lock);
  const name = useId();
  const { drag } = useConnection();
  const press = (event: MouseEvent): void => (event.ctrlKey && pick ? pick.onToggle() : onChoose());
  return (
    <article
      className={css.card}
      aria-labelledby={name}
      data-place={place}
      data-look={look}
      data-over={isOver}
      data-locked={lock !== null}
      data-picked={pick?.isChecked}
      draggable={capture !== undefined}
      onDragStart={(event) => capture && startDrag(event, place, drag)}
    >
      <header className={css.head}>
        <span className={css.icon}>
          <Icon name={icon} size={24} />
        </span>
        <h3 className={css.name}>
          <button type="button" id={name} className={css.button} title={title} aria-describedby={describedBy} aria-disabled={lock !== null} onClick={press}>
            <span className={css.title}>{title}</span>
          </button>
        </h3>
        {aside && <span className={css.aside}>{aside}</span>}
      </header>
      {pick && <PickBox pick={pick} />}
      {children}
      {capture && <CaptureAction capture={capture} />}
      <CardRefusal place={place} />
      {look !== 'idle' && (
        <span className={css.hint}>
          <Icon name={look === 'accepts' ? 'arrow' : 'refused'} size={16} />
          {why ?? (isAdding && pick ? 'Drop to add this drive' : 'Drop here')}
        </span>
      )}
    </article>
  );
}

function CaptureAction({ capture: { name, onPress } }: { readonly capture: NonNullable<CardProps['capture']> }): ReactNode {
  return (
    <div className={css.capture}>
      <Action tone="quiet" onPress={onPress}>
        Capture…<Unseen> {name}</Unseen>
      </Action>
    </div>
  );
}

/** What was dropped on this card and could not be taken. */
function CardRefusal({ place }: { readonly place: PlaceKey }): ReactNode {
  const problem = useView(({ archive }) => (archive.kind === 'refused' && archive.at && keyOf(archive.at) === place ? archive.problem : null));
  return problem && <Refusal problem={problem} />;
}
