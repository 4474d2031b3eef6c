import { TarstrapError } from '../../../shared/errors.ts';
import { run } from '../../run/run.ts';

export interface LockRequest {
  /** Beside others who have it shared as well. */
  readonly isShared?: boolean;
  /** Seconds in which somebody else may let go of it. */
  readonly patience?: number;
}

/** util-linux ends like this where it is locked already, and otherwise where the filesystem has no locks (flock(1), "EXIT STATUS"). */
const LOCKED = 1;

/**
 * Locks what a descriptor of ours has open (flock(2)), until that is closed: so it ends with us, however we end.
 * @returns whose it is now: nobody's where the filesystem has no locks
 */
export async function lock(fd: number, { isShared = false, patience = 0 }: LockRequest = {}): Promise<'ours' | 'theirs' | 'nobodys'> {
  const { exitCode } = await run({ tool: 'flock', args: [isShared ? '-s' : '-x', ...(patience > 0 ? ['-w', String(patience)] : ['-n']), '0'], stdin: fd });
  if (exitCode === 0) return 'ours';
  return exitCode === LOCKED ? 'theirs' : 'nobodys';
}

/** Of two jobs at once, in the words of both. */
export function lockedByOther(path: string): TarstrapError {
  return new TarstrapError('target-locked', { path });
}
