import { grouped } from '../../../shared/format.ts';

/** What differs, counted in full and kept in part. */
export class Mismatches {
  readonly #texts = new Set<string>();
  #count = 0;

  /** @param count places that this stands for */
  add(name: string, what: string, count = 1): void {
    this.#count += count;
    if (this.#texts.size < 50) this.#texts.add(`${name}: ${what}`);
  }

  get count(): number {
    return this.#count;
  }

  get first(): string | undefined {
    return [...this.#texts][0];
  }

  get text(): string {
    const shown = [...this.#texts].slice(0, 12).join('\n');
    return this.#count > 12 ? `${shown}\n… ${grouped(this.#count)} in all` : shown;
  }
}
