import type * as Electron from 'electron';

/** Events as Electron emits them. */

/**
 * The arguments of one event, if `Real` has such an event with such arguments; else never, and emitting it does not
 * compile. Guards the maps of our emitters against a drift of Electron's API.
 */
export type Checked<Real, Map extends Record<keyof Map, unknown[]>> = {
  [Name in keyof Map]: Real extends { on: (event: Name, listener: (...args: Map[Name]) => void) => unknown } ? Map[Name] : never;
};

/** @returns an event that a listener can prevent */
export function cancelable<Facts extends object>(facts: Facts): Electron.Event<Facts> {
  let isPrevented = false;
  const event = {
    preventDefault: () => {
      isPrevented = true;
    },
    get defaultPrevented() {
      return isPrevented;
    },
  };
  return Object.defineProperties(event, Object.getOwnPropertyDescriptors(facts)) as Electron.Event<Facts>;
}
