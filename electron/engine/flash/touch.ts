import type { Command } from '../../../shared/plan/types.ts';

/** touch(1): Node sets times as fractions of seconds, in which nanoseconds are lost. @param mtimeNs since 1970, may be negative */
export function touchCommand(path: string, mtimeNs: bigint): Command {
  const size = mtimeNs < 0n ? -mtimeNs : mtimeNs;
  const seconds = `${mtimeNs < 0n ? '-' : ''}${size / 1_000_000_000n}.${String(size % 1_000_000_000n).padStart(9, '0')}`;
  return { tool: 'touch', args: ['--no-create', '--no-dereference', '--time=mtime', `--date=@${seconds}`, '--', path] };
}
