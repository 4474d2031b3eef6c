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
  const tools = requireFit(folder);
  // What nobody asks for does not matter.
  tools.catch(() => {});
  return { tools, unpacking: once(() => together(requireCell(folder), requireGnuTar())) };
}
