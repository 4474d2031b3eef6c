const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Hears all that by which a terminal, or whoever started us, wants us to end; until disposed. */
export function onEnding(listener: () => void): Disposable {
  for (const signal of ENDING) process.on(signal, listener);
  return { [Symbol.dispose]: () => ENDING.forEach((signal) => process.off(signal, listener)) };
}

/** Thrown where the user ended something that had not begun to write. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

/** Runs what can be ended until it begins to write. @throws Cancelled */
export async function cancellable<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const end = new AbortController();
  using _ = onEnding(() => end.abort(new Cancelled()));
  return await work(end.signal);
}
