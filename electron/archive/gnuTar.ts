import { TarstrapError } from '../../shared/errors.ts';
import { run } from '../run/run.ts';

/**
 * Its listing, its reports and its options are GNU tar's; another one (busybox, bsdtar) would make a sound archive look damaged.
 * @throws TarstrapError `tool-unfit`, `tool-missing`
 */
export async function requireGnuTar(): Promise<void> {
  const { stdout, stderr } = await run({ tool: 'tar', args: ['--version'] });
  const [said = ''] = stdout.toString('utf8').split('\n');
  // `tar (GNU tar) 1.34`
  if (!said.includes('(GNU tar)')) throw new TarstrapError('tool-unfit', { tool: 'tar', package: 'tar' }, said || stderr.trim());
}
