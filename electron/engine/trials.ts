import { requireGnuTar } from '../archive/gnuTar.ts';
import { once } from '../run/once.ts';
import { Scope } from '../run/scope.ts';
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
  const laying = (): Promise<unknown> => {
    // First, because it takes longest. What it has mounted takes no room and goes with our namespace: nobody waits for it to be put away.
    const cell = requireCell(folder, new Scope());
    return together(requireFitToLay(folder), cell, requireGnuTar());
  };
  const packing = async (): Promise<void> => {
    // What is packed may be what the cell shows of this machine.
    await using scope = new Scope();
    await together(requireCell(folder, scope), requireGnuTar());
  };
  return {
    laying: once(() => unasked(laying())),
    packing: once(() => unasked(packing())),
    writing: once(() => unasked(requireFitToWrite(folder))),
  };
}

/** What nobody asks for, or not yet, does not matter. */
function unasked<T>(trial: Promise<T>): Promise<T> {
  trial.catch(() => {});
  return trial;
}
