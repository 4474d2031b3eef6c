import { mkdirSync, readFileSync } from 'node:fs';
import { TarstrapError } from '../../../shared/errors.ts';
import { parseMountinfo } from '../../drives/mountinfo.ts';
import { runStep } from '../../run/run.ts';
import type { Scope } from '../../run/scope.ts';
import { requireWhole } from './superblock.ts';
import { filesystemNumber, numberOfNode } from './sysfs.ts';
import { unmount } from './unmount.ts';

export interface MountRequest {
  readonly device: string;
  readonly at: string;
  readonly filesystem: string;
  readonly options: string;
}

/**
 * Mounts in the engine's private namespace and proves that what lies at the mount point is this device: tar must never
 * fill a folder of the running system because a mount went wrong. A filesystem of which a part lies elsewhere is not mounted.
 * Unmounted when the scope ends.
 *
 * Links on it are not followed (`nosymfollow`, Linux 5.10): what root does there itself, and where it mounts inside of
 * it, is decided by whoever made the filesystem. tar, which may follow them, has a mount of its own (`extract/cell.ts`).
 */
export async function mount(request: MountRequest, scope: Scope): Promise<void> {
  const { device, at, filesystem, options } = request;
  requireWhole(device, filesystem);
  makeMountPoint(at, device);
  await runStep(`Mounting ${device}`, { tool: 'mount', args: ['--no-canonicalize', '-t', filesystem, '-o', `${options},nosymfollow`, '--', device, at] });
  scope.defer(`unmounting ${device}`, () => unmount(at));
  if (mountedDevice(at, filesystem) !== numberOfNode(device)) {
    throw new TarstrapError('step-failed', { step: `Mounting ${device}` }, `${at} is not on ${device}`);
  }
}

function makeMountPoint(at: string, device: string): void {
  try {
    mkdirSync(at, { recursive: true });
  } catch (cause) {
    throw new TarstrapError('step-failed', { step: `Mounting ${device}` }, String(cause), { cause });
  }
}

/** btrfs has device numbers of its own; there the source in the mount table tells. */
function mountedDevice(at: string, filesystem: string): string | undefined {
  if (filesystem !== 'btrfs') return filesystemNumber(at);
  const source = parseMountinfo(readFileSync('/proc/self/mountinfo', 'utf8')).findLast((mounted) => mounted.at === at)?.source;
  return source && numberOfNode(source);
}
