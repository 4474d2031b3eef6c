import { type RefObject, useLayoutEffect, useState } from 'react';
import { onceMoved } from './onceMoved.ts';

/** Milliseconds: whoever presses earlier has aimed at what was there before. */
const MOMENT = 500;

/** Whether a button has just come up, become one that can be pressed, or moved. @param isGuarded it matters */
export function useSettling(button: RefObject<HTMLElement | null>, isGuarded: boolean): boolean {
  const [isSettling, setSettling] = useState(isGuarded);
  // Before it is drawn: there is no moment in which it could be pressed all the same.
  useLayoutEffect(() => {
    const element = button.current;
    if (!element || !isGuarded) return undefined;
    let end = (): void => {};
    const settle = (): void => {
      setSettling(true);
      const timer = window.setTimeout(() => setSettling(false), MOMENT);
      const stop = onceMoved(element, () => {
        window.clearTimeout(timer);
        settle();
      });
      end = () => {
        window.clearTimeout(timer);
        stop();
      };
    };
    settle();
    return () => end();
  }, [button, isGuarded]);
  return isGuarded && isSettling;
}
