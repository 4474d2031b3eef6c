import { type ReactNode, useId, useState } from 'react';
import { Action } from '../parts/Action.tsx';
import css from './Field.module.css';
import type { Rule } from './firstBootFields.ts';
import { useVerdict } from './verdicts.ts';

interface SecretFieldProps {
  readonly label: string;
  readonly rule: Rule;
  readonly isSet: boolean;
  readonly disabled?: boolean;
  /** Gets it once, when the field is left; empty: what is set is forgotten. */
  readonly onTake: (text: string) => void;
}

/** A password, which nothing can show again once it is set. */
export function SecretField({ label, rule, isSet, disabled = false, onTake }: SecretFieldProps): ReactNode {
  const id = useId();
  const [typed, setTyped] = useState('');
  const isValid = rule.fits(typed);
  useVerdict({ id, label }, isValid);
  const take = (): void => {
    if (typed === '' || !isValid) return;
    onTake(typed);
    setTyped('');
  };
  return (
    <div className={css.field}>
      <label htmlFor={id}>{label}</label>
      <div className={css.secret}>
        <input
          id={id}
          type="password"
          value={typed}
          placeholder={isSet ? 'set' : undefined}
          autoComplete="new-password"
          spellCheck={false}
          disabled={disabled}
          aria-invalid={!isValid}
          aria-describedby={`${id}-hint`}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={take}
          onKeyDown={(event) => event.key === 'Enter' && take()}
        />
        {isSet && <Action onPress={() => onTake('')}>Forget</Action>}
      </div>
      <small id={`${id}-hint`} className={isValid ? css.hint : css.wrong}>
        {isSet && typed === '' ? 'It is set; another one takes its place' : rule.hint}
      </small>
    </div>
  );
}
