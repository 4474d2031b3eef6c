import { type RefObject, useEffect, useRef } from 'react';

/**
 * When what had the focus is replaced, the focus would fall to the page and the keyboard with it to the beginning: the
 * heading of the same place takes it over.
 */
export function useKeptFocus(heading: RefObject<HTMLElement | null>, shown: string): void {
  const wasInside = useRef(false);
  useEffect(() => {
    const note = (): void => {
      wasInside.current = heading.current?.parentElement?.contains(document.activeElement) ?? false;
    };
    document.addEventListener('focusin', note);
    return () => document.removeEventListener('focusin', note);
  }, [heading]);
  useEffect(() => {
    if (wasInside.current && document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, [heading, shown]);
}
