import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { TarstrapError } from '../../../shared/errors.ts';
import { parseMountinfo } from '../../drives/mountinfo.ts';
import { runStep } from '../../run/run.ts';
import type { Scope } from '../../run/scope.ts';
import { unmountAll } from './unmount.ts';

export interface BindRequest {
  /** A mount of ours, or an open folder as a path through its descriptor. */
  readonly from: string;
  /** Made if it is not there; in a private folder, or on a mount of ours. */
  readonly at: string;
  /** Of the new mount, such as `ro,nosuid`. */
  readonly options: string;
  /** What is mounted inside of it is taken along. */
  readonly nested?: boolean;
}

const STEP = 'Mounting a folder once more';

/**
 * Mounts a folder once more until the scope ends, and proves that it is that folder. What is mounted in it later, by whoever may, is not seen there:
 * the new mount hears of nothing (mount_namespaces(7), `MS_PRIVATE`).
 * @throws TarstrapError `step-failed`, `target-busy` if something was mounted in it just now
 */
export async function bindFolder({ from, at, options, nested = false }: BindRequest, scope: Scope): Promise<void> {
  mkdirSync(at, { recursive: true });
  // As it stands: mount(8) would follow the path by its name, which may be another folder's by now.
  await runStep(STEP, {
    tool: 'mount',
    args: ['--no-canonicalize', nested ? '--rbind' : '--bind', nested ? '--make-rprivate' : '--make-private', '--', from, at],
  });
  scope.defer(`unmounting ${at}`, () => unmountAll(at));
  requireSameInode(from, at);
  if (!nested) requireUndivided(at);
  await runStep(STEP, { tool: 'mount', args: ['-o', `remount,bind,${options}`, '--', at] });
}

function requireSameInode(from: string, at: string): void {
  const [wanted, found] = [statSync(from, { bigint: true }), statSync(at, { bigint: true })];
  if (wanted.dev === found.dev && wanted.ino === found.ino) return;
  throw new TarstrapError('step-failed', { step: STEP }, `${at} is not what was to be there`);
}

/** Between the mount and its seclusion something may have been mounted inside. */
function requireUndivided(at: string): void {
  const inside = parseMountinfo(readFileSync('/proc/self/mountinfo', 'utf8')).find((mount) => mount.at.startsWith(`${at}/`));
  if (inside) throw new TarstrapError('target-busy', { path: inside.at.slice(at.length), holders: 'something was just mounted there' });
}
