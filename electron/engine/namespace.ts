import { constants, mkdirSync, openSync, readlinkSync } from 'node:fs';
import { errnoName } from '../../shared/errno.ts';
import { TarstrapError } from '../../shared/errors.ts';
import type { Command } from '../../shared/plan/types.ts';
import { MiB } from '../../shared/plan/sizes.ts';
import { runStep } from '../run/run.ts';
import { reasonOf } from '../run/scratch.ts';
import type { View } from './disk/view.ts';

/**
 * The engine mounts in a mount namespace of its own (unshare(1), started by `elevate/command.ts`): nobody sees its
 * mounts, and they vanish with it whatever happens. What the user has mounted is unmounted through the namespace of the
 * process that started us. That is an ordinary user's: it is opened once, now, and only if he has not made it himself,
 * which takes a user namespace (user_namespaces(7)); for in one of his own he could put any program in umount's place.
 *
 * @returns the namespace of whoever started us, to be looked at as long as he is there
 * @throws TarstrapError `engine-refused` if our mounts are not our own, or our parent's are
 */
export function requirePrivateMounts(): View {
  // One descriptor of the process, so that another one which takes its number over is not taken for it.
  const parent = `/proc/${process.pid}/fd/${openSync(`/proc/${process.ppid}`, constants.O_RDONLY | constants.O_DIRECTORY)}`;
  const mounts = `/proc/${process.pid}/fd/${openSync(`${parent}/ns/mnt`, 'r')}`;
  if (readlinkSync(mounts) === readlinkSync('/proc/self/ns/mnt')) {
    throw new TarstrapError('engine-refused', { problem: 'it was not started in a mount namespace of its own' });
  }
  // Looked at behind the open: nobody comes back from a user namespace.
  if (readlinkSync(`${parent}/ns/user`) !== readlinkSync('/proc/self/ns/user')) {
    throw new TarstrapError('engine-refused', { problem: 'it was started from within a user namespace' });
  }
  const within = ({ tool, args }: Command): Command => ({ tool: 'nsenter', args: [`--mount=${mounts}`, '--', tool, ...args] });
  return { root: `${parent}/root`, mountinfo: `${parent}/mountinfo`, within };
}

/** What programs have at work lies here (hier(7)). */
const RUN = '/run';
/** It is there as long as the machine is up, and stays empty: what is mounted on it, only we see. */
const WORK = `${RUN}/tarstrap`;
/** At most; memory is taken as it is filled. */
const WORK_BYTES = 256 * MiB;

/**
 * The folder in which the engine has its mount points, pipes and small files: a tmpfs in its namespace, which vanishes with it
 * however it ends. So nothing in there is ever removed: where an unmount has failed, removing the folder would go into what
 * is mounted, and empty the user's drive.
 * @throws TarstrapError `no-work-folder`
 */
export async function openWorkFolder(): Promise<string> {
  makeFolder(RUN, 0o755);
  makeFolder(WORK, 0o700);
  const options = `size=${WORK_BYTES},mode=0700,nosuid,nodev,noexec,nosymfollow`;
  await runStep('Making a work folder', { tool: 'mount', args: ['--no-canonicalize', '-t', 'tmpfs', '-o', options, 'tarstrap', WORK] });
  return WORK;
}

/** Each by itself: told to make those on the way as well, Node says of a read-only filesystem that nothing is there. */
function makeFolder(path: string, mode: number): void {
  try {
    mkdirSync(path, mode);
  } catch (cause) {
    if (errnoName(cause) === 'EEXIST') return;
    throw new TarstrapError('no-work-folder', { path: RUN, reason: reasonOf(cause) }, undefined, { cause });
  }
}
