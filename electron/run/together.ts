/**
 * Waits for all of them to their end, whatever becomes of the others: nothing goes on behind the back of whoever puts
 * things away after a failure.
 * @throws what the first of them in this order threw
 */
export async function together<const T extends readonly unknown[]>(...works: T): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(works);
  return Promise.all(works);
}
