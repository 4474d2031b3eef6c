import type { ReactNode } from 'react';
import { Icon } from '../icons/Icon.tsx';
import type { ShapeName } from '../icons/shapes.ts';
import css from './Result.module.css';

type Tone = 'good' | 'bad' | 'neutral';

const ICONS: Record<Tone, ShapeName> = { good: 'done', bad: 'failed', neutral: 'stopped' };

/** The sentence that matters, with its sign. */
export function Result({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }): ReactNode {
  return (
    <div className={css.result} data-tone={tone}>
      <Icon name={ICONS[tone]} size={40} />
      <p className={css.words}>{children}</p>
    </div>
  );
}
