import { TarstrapError } from '../../shared/errors.ts';
import { readerHere } from '../run/confine.ts';
import { run } from '../run/run.ts';
import { blameTool } from '../run/unfit.ts';

/**
 * Its listing, its reports and its options are GNU tar's; another one (busybox, bsdtar) would make a sound archive look damaged.
 * It is started as whatever reads strangers' bytes is, so that what cannot take rights off shows before anything is written.
 * @throws TarstrapError `tool-unfit`, `tool-missing`, `reader-cannot-run`
 */
export async function requireGnuTar(): Promise<void> {
  const { stdout, stderr, ...exit } = await run({ tool: 'tar', args: ['--version'], tied: true, as: readerHere() });
  const problem = exit.exitCode === 0 ? undefined : await blameTool({ tool: 'tar', exit, words: stderr.trim() });
  if (problem) throw problem;
  const [said = ''] = stdout.toString('utf8').split('\n');
  // `tar (GNU tar) 1.34`
  if (!said.includes('(GNU tar)')) throw new TarstrapError('tool-unfit', { tool: 'tar', package: 'tar' }, said || stderr.trim());
}
