import { type MouseEvent, type ReactNode, useRef } from 'react';
import { Icon } from '../icons/Icon.tsx';
import type { ShapeName } from '../icons/shapes.ts';
import css from './Action.module.css';
import { useSettling } from './useSettling.ts';

interface ActionProps {
  readonly children: ReactNode;
  readonly onPress: () => void;
  readonly tone?: 'plain' | 'quiet' | 'main' | 'danger';
  readonly icon?: ShapeName;
  readonly disabled?: boolean;
  readonly describedBy?: string | undefined;
}

/** A button with words. Only a press that is meant for it begins or ends something: keys go by the focus, and are always. */
export function Action({ children, onPress, tone = 'plain', icon, disabled = false, describedBy }: ActionProps): ReactNode {
  const button = useRef<HTMLButtonElement>(null);
  const isSettling = useSettling(button, tone === 'danger' && !disabled);
  // The second press of a double click belongs to what was there at the first.
  const press = ({ detail }: MouseEvent): void => (detail > 1 && (tone === 'main' || tone === 'danger') ? undefined : onPress());
  return (
    <button
      ref={button}
      type="button"
      className={`${css.action} ${css[tone]}`}
      data-settling={isSettling}
      onClick={press}
      disabled={disabled}
      aria-describedby={describedBy}
    >
      {icon && <Icon name={icon} size={16} />}
      <span>{children}</span>
    </button>
  );
}
