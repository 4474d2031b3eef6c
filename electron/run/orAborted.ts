/**
 * Waits for it until the signal aborts, and no longer: of what goes on behind that nobody hears any more.
 * @throws the abort's reason
 */
export async function orAborted<T>(waited: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  signal?.throwIfAborted();
  let heed = (): void => {};
  const aborted = new Promise<never>((_, reject) => (heed = (): void => reject(signal?.reason as Error)));
  signal?.addEventListener('abort', heed, { once: true });
  try {
    return await Promise.race([waited, aborted]);
  } finally {
    signal?.removeEventListener('abort', heed);
  }
}
