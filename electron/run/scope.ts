import { TarstrapError } from '../../shared/errors.ts';

/**
 * Resources released in reverse order, whatever happens and also when the release of one fails.
 * (`AsyncDisposableStack` in small: Node 20 does not have it.)
 */
export class Scope implements AsyncDisposable {
  readonly #releases: { readonly what: string; readonly release: () => unknown }[] = [];

  /** @param what for the error text, such as `unmounting /dev/sdb1` */
  defer(what: string, release: () => unknown): void {
    this.#releases.push({ what, release });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const errors: Error[] = [];
    for (let next = this.#releases.pop(); next; next = this.#releases.pop()) {
      try {
        await next.release();
      } catch (cause) {
        errors.push(cause instanceof TarstrapError ? cause : new Error(`${next.what}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause }));
      }
    }
    const [first, ...others] = errors;
    if (first) throw others.length === 0 ? first : new AggregateError(errors, errors.map((e) => e.message).join('; '));
  }
}
