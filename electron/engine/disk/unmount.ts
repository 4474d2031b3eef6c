import { setTimeout as delay } from 'node:timers/promises';
import { busy } from '../../../shared/busy.ts';
import { TarstrapError } from '../../../shared/errors.ts';
import { holdersOf } from '../../drives/holders.ts';
import type { Mount } from '../../drives/mountinfo.ts';
import { describeExit, run } from '../../run/run.ts';
import { umountCommand } from './umount2.ts';
import { findPlace, mountsIn, OWN, type View } from './view.ts';

/** Never lazy, never forced: a busy filesystem is a refusal, or an error, but never a loss. */

/**
 * Unmounts what the user or the desktop has mounted from the target, where the user sees it and here. It is known by its number; a
 * path proves nothing.
 * @throws TarstrapError `target-busy` with the holders' names
 */
export async function unmountForUser(mount: Mount, host: View): Promise<void> {
  const theirs = mountsIn(host).findLast((other) => isSame(other, mount));
  if (theirs) await unmountPlace(host, theirs);
  // Where mounts are not shared between namespaces, ours still has it.
  if (mountsIn(OWN).some(({ id }) => id === mount.id)) await unmountPlace(OWN, mount);
}

/** Mounts have other numbers in other namespaces. */
function isSame(one: Mount, other: Mount): boolean {
  return one.device === other.device && one.root === other.root && one.at === other.at && one.filesystem === other.filesystem;
}

async function unmountPlace(view: View, mount: Mount): Promise<void> {
  using place = findPlace(view, mount);
  if (!place) throw new TarstrapError('target-busy', { path: mount.at, holders: 'what is mounted there cannot be found by its path' });
  const { exitCode, stderr } = await run({ ...view.within(umountCommand(`/proc/self/fd/0/${place.name}`)), stdin: place.folder });
  if (exitCode === 0) return;
  throw cannotUnmount(mount.at, `/proc/self/fd/${place.folder}/${place.name}`, stderr.trim());
}

/** @param seen the mount point as a path of ours */
function cannotUnmount(path: string, seen: string, words: string): TarstrapError {
  return busy(
    path,
    holdersOf(seen).map((what) => ({ what })),
    'it cannot be unmounted',
    words,
  );
}

const ATTEMPTS = 20;

/** Unmounts what the engine has mounted. Something may look into a new mount for a moment: it is given four seconds. */
export async function unmount(mountPoint: string, options: readonly string[] = []): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const result = await run({ tool: 'umount', args: [...options, '--', mountPoint] });
    if (result.exitCode === 0) return;
    const words = result.stderr.trim() || describeExit(result);
    // Not the name of busybox, nor what it tells of its options.
    if (!/(?:target is|resource) busy/.test(words)) throw new TarstrapError('step-failed', { step: `Unmounting ${mountPoint}` }, words);
    if (attempt === ATTEMPTS) throw cannotUnmount(mountPoint, mountPoint, words);
    await delay(200);
  }
}

/** With all that is mounted inside of it. */
export function unmountAll(mountPoint: string): Promise<void> {
  return unmount(mountPoint, ['--recursive']);
}
