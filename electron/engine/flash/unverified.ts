import { closeSync, constants, openSync, renameSync, rmSync } from 'node:fs';
import { TarstrapError } from '../../../shared/errors.ts';
import { asCaller, type Caller } from '../caller.ts';

/** An image that did not verify is kept, to be looked at. */

export function isMismatch(error: unknown): error is TarstrapError {
  return error instanceof TarstrapError && error.code === 'verify-mismatch';
}

export interface Unverified {
  readonly draft: string;
  /** What it was to be called. */
  readonly path: string;
  readonly caller: Caller | null;
}

/** Gives it a name that says what it is, beside whatever is there. @returns the failure, with that name if it got one */
export function keepUnverified({ draft, path, caller }: Unverified, problem: TarstrapError): TarstrapError {
  try {
    const kept = asCaller(caller, () => moveTo(draft, `${path}.unverified`));
    return new TarstrapError(problem.code, { ...problem.facts, kept }, problem.detail);
  } catch {
    // The name may be too long, or the folder gone: what has differed is what matters.
    return problem;
  }
}

function moveTo(draft: string, name: string): string {
  const free = reserve(name);
  try {
    renameSync(draft, free);
    return free;
  } catch (cause) {
    rmSync(free, { force: true });
    throw cause;
  }
}

/** Made empty, so that nobody else has it. */
function reserve(name: string): string {
  for (let number = 1; ; number += 1) {
    const path = number === 1 ? name : `${name}-${number}`;
    try {
      closeSync(openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, 0o644));
      return path;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    }
  }
}
