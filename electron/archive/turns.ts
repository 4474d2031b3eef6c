import { setImmediate } from 'node:timers/promises';

/** Longer at a stretch nothing else is kept waiting. */
const STRETCH_MS = 20;

/** For work without a pause of its own. @returns what is to be awaited between two pieces of it, where they have taken long by now */
export function takeTurns(): () => Promise<void> | undefined {
  let end = performance.now() + STRETCH_MS;
  const pause = async (): Promise<void> => {
    await setImmediate();
    end = performance.now() + STRETCH_MS;
  };
  return () => (performance.now() > end ? pause() : undefined);
}
