import type { ReactNode } from 'react';
import css from './Reading.module.css';

interface ReadingProps {
  readonly name: ReactNode;
  readonly value: string;
  readonly more?: string;
  readonly tone?: 'plain' | 'caution';
}

/** A number with its name, as on a gauge. Inside of a `dl`. */
export function Reading({ name, value, more, tone = 'plain' }: ReadingProps): ReactNode {
  return (
    <div className={css.reading} data-tone={tone}>
      <dt className={css.name}>{name}</dt>
      <dd className={css.value}>
        {value}
        {more && <small className={css.more}>{more}</small>}
      </dd>
    </div>
  );
}

export function Readings({ children }: { readonly children: ReactNode }): ReactNode {
  return <dl className={css.readings}>{children}</dl>;
}
