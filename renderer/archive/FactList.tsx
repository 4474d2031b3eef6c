import type { ReactNode } from 'react';
import css from './FactList.module.css';
import type { Fact } from './facts.ts';

/** What is known, line by line. */
export function FactList({ facts }: { readonly facts: readonly Fact[] }): ReactNode {
  return (
    <dl className={css.facts}>
      {facts.map(({ name, value, more }) => (
        <div key={name} className={css.fact}>
          <dt>{name}</dt>
          <dd>
            {value}
            {more && <small>{more}</small>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
