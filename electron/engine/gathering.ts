/**
 * Work that is done once for all who come for it: it begins when everybody has come who has not left. What it gives, or what it fails with, is
 * everybody's. Whoever comes again after that waits for the others again.
 */
export class Gathering<Part, Result> {
  readonly #work: (parts: readonly Part[]) => Promise<Result>;
  #members: number;
  readonly #waiting: { readonly part: Part; readonly resolve: (result: Result) => void; readonly reject: (problem: unknown) => void }[] = [];

  constructor(work: (parts: readonly Part[]) => Promise<Result>, members: number) {
    this.#members = members;
    this.#work = work;
  }

  come(part: Part): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ part, resolve, reject });
      this.#begin();
    });
  }

  /** Nobody waits for this member any more. To be called once by each. */
  leave(): void {
    this.#members -= 1;
    this.#begin();
  }

  #begin(): void {
    if (this.#waiting.length === 0 || this.#waiting.length < this.#members) return;
    const round = this.#waiting.splice(0);
    this.#work(round.map(({ part }) => part)).then(
      (result) => round.forEach(({ resolve }) => resolve(result)),
      (problem: unknown) => round.forEach(({ reject }) => reject(problem)),
    );
  }
}
