import type { ReactNode } from 'react';
import { Icon } from '../icons/Icon.tsx';
import type { ShapeName } from '../icons/shapes.ts';
import css from './Remark.module.css';

export type Tone = 'info' | 'caution' | 'danger';

const ICONS: Record<Tone, ShapeName> = { info: 'info', caution: 'warning', danger: 'failed' };

/** Something that is worth knowing, beside the sign of how much it matters. */
export function Remark({ tone, children, icon }: { readonly tone: Tone; readonly children: ReactNode; readonly icon?: ShapeName }): ReactNode {
  return (
    <div className={`${css.remark} ${css[tone]}`}>
      <Icon name={icon ?? ICONS[tone]} size={16} />
      <div className={css.words}>{children}</div>
    </div>
  );
}
