import type { ReactNode } from 'react';
import { Icon } from '../icons/Icon.tsx';
import type { ShapeName } from '../icons/shapes.ts';
import css from './Action.module.css';

interface ActionProps {
  readonly children: ReactNode;
  readonly onPress: () => void;
  readonly tone?: 'plain' | 'quiet' | 'main' | 'danger';
  readonly icon?: ShapeName;
  readonly disabled?: boolean;
  readonly describedBy?: string | undefined;
}

/** A button with words. */
export function Action({ children, onPress, tone = 'plain', icon, disabled = false, describedBy }: ActionProps): ReactNode {
  return (
    <button type="button" className={`${css.action} ${css[tone]}`} onClick={onPress} disabled={disabled} aria-describedby={describedBy}>
      {icon && <Icon name={icon} size={16} />}
      <span>{children}</span>
    </button>
  );
}
