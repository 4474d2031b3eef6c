import { Fragment, type ReactNode } from 'react';
import { Action } from '../parts/Action.tsx';
import css from './Start.module.css';
import { showField, type WrongField } from './verdicts.ts';

/** Why it cannot begin: what was typed and cannot be taken. Each name leads to its field, which may be folded away or out of sight. */
export function WrongFields({ id, fields }: { readonly id: string; readonly fields: readonly WrongField[] }): ReactNode {
  return (
    <p id={id} className={css.wrong}>
      Correct or empty first:
      {fields.map((field) => (
        <Fragment key={field.id}>
          {' '}
          <Action onPress={() => showField(field)}>{field.label}</Action>
        </Fragment>
      ))}
    </p>
  );
}
