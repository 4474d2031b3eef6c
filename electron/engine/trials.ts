import { requireGnuTar } from '../archive/gnuTar.ts';
import { requireCell } from './extract/cell.ts';
import { requireFit } from './fit.ts';

/** Whether the tools and the kernel of this machine will do: tried out while it is not known yet what for. Each of them is to be awaited before anything is written. */
export interface Trials {
  /** @throws TarstrapError as {@link requireFit} */
  readonly tools: Promise<unknown>;
  /** @throws TarstrapError as {@link requireCell} */
  readonly cell: Promise<unknown>;
  /** @throws TarstrapError as {@link requireGnuTar} */
  readonly tar: Promise<unknown>;
}

/** @param folder private to us */
export function beginTrials(folder: string): Trials {
  const trials = { tools: requireFit(folder), cell: requireCell(folder), tar: requireGnuTar() };
  // What nobody asks for does not matter.
  for (const trial of Object.values(trials)) trial.catch(() => {});
  return trials;
}
