import { counted, suchAs } from '../counted.ts';

/** What a person reads of a failure. The code and its facts travel; the words stay here. */

export type Facts = Readonly<Record<string, string | number>>;

export interface Sentence {
  /** The exit code of the terminal (`product.md`; after sysexits.h where it has one). */
  readonly exit: number;
  readonly headline: (facts: Facts) => string;
  /** What to do next, said at a terminal. */
  readonly next: (facts: Facts) => string;
  /** The same said in the window, where the terminal's words would not help. */
  readonly inWindow?: (facts: Facts) => string;
}

/** How many there are of what went wrong, and one of them. */
export const few = ({ count }: Facts, thing: string): string => counted(Number(count), thing);
export const one = ({ count, example }: Facts): string => suchAs(Number(count), `${example}`);
