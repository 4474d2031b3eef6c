import { type ReactNode, useId } from 'react';
import type { Draft } from './useDraft.ts';
import css from './Field.module.css';
import { useVerdict } from './verdicts.ts';
import type { Choice } from './words.ts';

interface ChoiceFieldProps {
  readonly label: string;
  readonly value: string;
  readonly choices: readonly Choice[];
  readonly onChange: (value: string) => void;
}

export function ChoiceField({ label, value, choices, onChange }: ChoiceFieldProps): ReactNode {
  const id = useId();
  return (
    <div className={css.field}>
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.target.value)}>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.title}
          </option>
        ))}
      </select>
    </div>
  );
}

interface TextFieldProps {
  readonly label: string;
  readonly draft: Draft;
  readonly placeholder?: string;
  readonly hint: string;
}

export function TextField({ label, draft, placeholder, hint }: TextFieldProps): ReactNode {
  const id = useId();
  useVerdict({ id, label }, draft.isValid);
  return (
    <div className={css.field}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        value={draft.text}
        placeholder={placeholder}
        autoComplete="off"
        spellCheck={false}
        aria-invalid={!draft.isValid}
        aria-describedby={`${id}-hint`}
        onChange={(event) => draft.change(event.target.value)}
        onBlur={draft.take}
        onKeyDown={(event) => event.key === 'Enter' && draft.take()}
      />
      <small id={`${id}-hint`} className={draft.isValid ? css.hint : css.wrong}>
        {hint}
      </small>
    </div>
  );
}

/** Several lines. */
export function LinesField({ label, draft, hint }: Omit<TextFieldProps, 'placeholder'>): ReactNode {
  const id = useId();
  useVerdict({ id, label }, draft.isValid);
  return (
    <div className={css.field}>
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        className={css.lines}
        value={draft.text}
        rows={2}
        autoComplete="off"
        spellCheck={false}
        aria-invalid={!draft.isValid}
        aria-describedby={`${id}-hint`}
        onChange={(event) => draft.change(event.target.value)}
        onBlur={draft.take}
      />
      <small id={`${id}-hint`} className={draft.isValid ? css.hint : css.wrong}>
        {hint}
      </small>
    </div>
  );
}
