import { requireGnuTar } from '../archive/gnuTar.ts';
import { once } from '../run/once.ts';
import { together } from '../run/together.ts';
import { requireCell } from './extract/cell.ts';
import { requireFit } from './fit.ts';

/** Whether the tools and the kernel of this machine will do. All that is needed is to be awaited before anything is written. */
export interface Trials {
  /** Whatever is to be done; tried out while that is not known yet. @throws TarstrapError as {@link requireFit} */
  readonly tools: Promise<unknown>;
  /** To unpack. @throws TarstrapError as {@link requireCell} and {@link requireGnuTar} */
  readonly unpacking: () => Promise<unknown>;
}

/** @param folder private to us */
export function beginTrials(folder: string): Trials {
  return { tools: unasked(requireFit(folder)), unpacking: once(() => unasked(together(requireCell(folder), requireGnuTar()))) };
}

/** What nobody asks for, or not yet, does not matter. */
function unasked<T>(trial: Promise<T>): Promise<T> {
  trial.catch(() => {});
  return trial;
}
