import { fstatSync } from 'node:fs';
import { TarstrapError } from '../../../shared/errors.ts';
import { locateTool } from '../../run/tools.ts';
import { run } from '../../run/run.ts';
import { failureOf } from '../failure.ts';

/** What is done to a folder that is filled, and that neither the archive nor a drive is to blame for. */

/**
 * The marks of chattr(1) by which nobody can change a folder, root neither. Filesystems that have none say so, and nothing is known then.
 * @param at the folder, held open
 * @throws TarstrapError `target-immutable`
 */
export async function requireChangeable(path: string, at: string): Promise<void> {
  if (!locateTool('lsattr')) return;
  const { stdout } = await run({ tool: 'lsattr', args: ['-d', `${at}/.`] });
  // `----i---------e------- /x`
  const marks = /^[-A-Za-z]+ /.exec(stdout.toString('latin1'))?.[0] ?? '';
  const mark = ['i', 'a'].find((letter) => marks.includes(letter));
  if (mark) throw new TarstrapError('target-immutable', { path, mark });
}

interface HeldFolder {
  readonly fd: number;
  readonly path: string;
}

/**
 * Whatever fails in a folder that was removed is but a consequence.
 * @throws TarstrapError `folder-gone`, or what the work threw
 */
export async function whileThere<T>({ fd, path }: HeldFolder, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    // A folder cannot have further names: without one it is gone.
    if (fstatSync(fd).nlink > 0) throw cause;
    const { code, detail } = failureOf(cause);
    throw new TarstrapError('folder-gone', { path }, detail ?? code, { cause });
  }
}
