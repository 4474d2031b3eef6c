import type { ReactNode } from 'react';
import css from './Icon.module.css';
import { type ShapeName, SHAPES } from './shapes.ts';

/** Always beside words, so it says nothing to a screen reader. */
export function Icon({ name, size = 20 }: { readonly name: ShapeName; readonly size?: number }): ReactNode {
  return (
    <svg className={css.icon} width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path d={SHAPES[name]} />
    </svg>
  );
}
