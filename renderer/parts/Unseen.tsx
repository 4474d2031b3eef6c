import type { ReactNode } from 'react';
import css from './Unseen.module.css';

/** Words for those who do not see what lies around them. */
export function Unseen({ children }: { readonly children: ReactNode }): ReactNode {
  return <span className={css.unseen}>{children}</span>;
}
