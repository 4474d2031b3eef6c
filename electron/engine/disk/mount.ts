import { mkdirSync, readFileSync } from 'node:fs';
import { TarstrapError } from '../../../shared/errors.ts';
import { parseMountinfo } from '../../drives/mountinfo.ts';
import { btrfsMembers } from '../../drives/snapshot.ts';
import { blameStep } from '../../run/blame.ts';
import { describeExit, run } from '../../run/run.ts';
import type { Scope } from '../../run/scope.ts';
import { inUse } from './busy.ts';
import { isTaken } from './hold.ts';
import { leaveLast } from './leaveLast.ts';
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
  const isWritten = !options.startsWith('ro');
  if (isWritten) await leaveLast();
  if (isWritten && filesystem === 'btrfs') await lookAtDevices(request);
  await attach(request);
  scope.defer(`unmounting ${device}`, () => unmount(at));
  if (mountedDevice(at, filesystem) !== numberOfNode(device)) {
    throw new TarstrapError('step-failed', { step: `Mounting ${device}` }, `${at} is not on ${device}`);
  }
  if (filesystem === 'btrfs') requireAlone(device);
}

async function attach({ device, at, filesystem, options }: MountRequest): Promise<void> {
  const result = await run({ tool: 'mount', args: ['--no-canonicalize', '-t', filesystem, '-o', `${options},nosymfollow`, '--', device, at] });
  if (result.exitCode === 0) return;
  const words = result.stderr.trim() || describeExit(result);
  // Mounted otherwise than we want it: only once can it be written, or not.
  if (isTaken(device)) throw await inUse(device, `mount: ${words}`);
  throw blameStep({ step: `Mounting ${device}`, tool: 'mount', words, on: device });
}

/** A superblock of btrfs may lie about its devices, and the kernel then writes to those that it knows of: so it is looked at without writing. */
async function lookAtDevices(request: MountRequest): Promise<void> {
  await attach({ ...request, options: 'ro,rescue=nologreplay,nodev,nosuid,noexec,noatime' });
  try {
    requireAlone(request.device);
  } finally {
    await unmount(request.at);
  }
}

/** @throws TarstrapError `target-in-parts`, by what the kernel has put together (`/sys/fs/btrfs/<UUID>/devices`) */
function requireAlone(device: string): void {
  const own = numberOfNode(device);
  const count = btrfsMembers().find((members) => members.includes(own))?.length ?? 0;
  if (count !== 1) throw new TarstrapError('target-in-parts', { path: device, what: `the rest of it (${count} devices in all)` });
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
