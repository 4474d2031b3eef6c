import type { ReactNode } from 'react';
import css from './Screen.module.css';

interface ScreenProps {
  readonly heading: ReactNode;
  /** One line below the heading. */
  readonly about?: ReactNode;
  readonly children: ReactNode;
  /** What stays in sight while the rest scrolls. */
  readonly foot?: ReactNode;
}

/** One screen of the stage. */
export function Screen({ heading, about, children, foot }: ScreenProps): ReactNode {
  return (
    <div className={css.screen}>
      <div className={css.body}>
        <header className={css.head}>
          <h2 id="stage-heading" tabIndex={-1}>
            {heading}
          </h2>
          {about && <p className={css.about}>{about}</p>}
        </header>
        {children}
      </div>
      {foot && <footer className={css.foot}>{foot}</footer>}
    </div>
  );
}
