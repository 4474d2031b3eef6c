import { useEffect, useRef, useState } from 'react';

/** Milliseconds after the last key until what was typed is taken. */
const PAUSE = 400;

export interface Draft {
  readonly text: string;
  readonly isValid: boolean;
  readonly change: (text: string) => void;
  /** Takes it now, as when the field is left. */
  readonly take: () => void;
}

interface DraftRules {
  /** What is in force; typed text gives way to it when it changes. */
  readonly value: string;
  readonly isValid: (text: string) => boolean;
  readonly onTake: (text: string) => void;
}

/** Half-typed text, which goes out only when it is whole. */
export function useDraft({ value, isValid, onTake }: DraftRules): Draft {
  const [typed, setTyped] = useState<string | null>(null);
  const [known, setKnown] = useState(value);
  if (known !== value) {
    setKnown(value);
    // What was typed since it went out stays.
    if (typed === value) setTyped(null);
  }
  const timer = useRef<number>(undefined);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  const text = typed ?? value;
  const take = (latest: string): void => {
    window.clearTimeout(timer.current);
    if (isValid(latest) && latest !== value) onTake(latest);
  };
  return {
    text,
    isValid: isValid(text),
    change: (next) => {
      setTyped(next);
      window.clearTimeout(timer.current);
      timer.current = window.setTimeout(() => take(next), PAUSE);
    },
    take: () => take(text),
  };
}
