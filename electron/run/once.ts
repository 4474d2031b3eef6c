/** Does it the first time only; what it gives then, it always gives. */
export function once<T>(action: () => T): () => T {
  let done: { readonly value: T } | undefined;
  return () => (done ??= { value: action() }).value;
}
