import { requireGnuTar } from '../archive/gnuTar.ts';
import { once } from '../run/once.ts';
import { together } from '../run/together.ts';
import { requireCell } from './extract/cell.ts';
import { requireFitToLay, requireFitToWrite } from './fit.ts';

/**
 * Whether the tools and the kernel of this machine will do, to be awaited before anything is written. Each is done once, for all lanes.
 * @throws TarstrapError as {@link requireCell}, {@link requireGnuTar} and {@link requireFitToLay}
 */
export interface Trials {
  /** An archive. */
  readonly laying: () => Promise<unknown>;
  readonly packing: () => Promise<unknown>;
  /** A disk image. */
  readonly writing: () => Promise<unknown>;
}

/** @param folder private to us */
export function openTrials(folder: string): Trials {
  const tar = (): Promise<unknown> => together(requireCell(folder), requireGnuTar());
  const laying = (): Promise<unknown> => {
    // First, because it takes longest.
    const asTar = tar();
    return together(requireFitToLay(folder), asTar);
  };
  return {
    laying: once(() => unasked(laying())),
    packing: once(() => unasked(tar())),
    writing: once(() => unasked(requireFitToWrite(folder))),
  };
}

/** What nobody asks for, or not yet, does not matter. */
function unasked<T>(trial: Promise<T>): Promise<T> {
  trial.catch(() => {});
  return trial;
}
