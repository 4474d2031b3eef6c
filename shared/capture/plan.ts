import { TarstrapError } from '../errors.ts';
import { layoutBeside } from '../layoutBeside.ts';
import type { Command } from '../plan/types.ts';
import type { CaptureInputs, CapturePlan } from './types.ts';

/**
 * The whole plan of a capture. Pure.
 * @throws TarstrapError `source-live`
 */
export function makeCapturePlan({ options, ...inputs }: CaptureInputs): CapturePlan {
  const { source, running } = inputs;
  if (running && !options.live) throw new TarstrapError('source-live', { path: source.path });
  return { ...inputs, ...options, pack: packCommand(options.reproducible) };
}

/** The files that are there already, and go. */
export function replacedFiles({ archive, replaces, replacesLayout }: Pick<CaptureInputs, 'archive' | 'replaces' | 'replacesLayout'>): string[] {
  return [...(replaces ? [archive] : []), ...(replacesLayout ? [layoutBeside(archive)] : [])];
}

/**
 * All that tar can keep, in the format of POSIX, which has room for it. Of times only that of the contents: the others tell of this machine.
 * Headers of pax are named without tar's own process number, which would be another one each time (tar(1), `exthdr.name`). So are sparse files in the oldest
 * of three forms, which can have fewer holes than the newest.
 * Names come sorted, as they are, and end with a zero byte. `-b 128`: records of 64 KiB, of which the last is filled up.
 * `--totals=SIGUSR1` stands behind the operation letter, as where tar unpacks.
 */
function packCommand(isReproducible: boolean): Command {
  return {
    tool: 'tar',
    args: [
      '-c',
      '--totals=SIGUSR1',
      '--format=posix',
      '--pax-option=delete=atime,delete=ctime,exthdr.name=%d/PaxHeaders/%f',
      '-b',
      '128',
      '--numeric-owner',
      '--xattrs',
      '--xattrs-include=*',
      '--acls',
      '--selinux',
      '--sparse',
      ...(isReproducible ? ['--sparse-version=0.0'] : []),
      '--no-recursion',
      '--null',
      '--verbatim-files-from',
      '-T',
      '-',
      '-f',
      '-',
    ],
  };
}
