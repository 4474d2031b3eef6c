import { type BigIntStats, statSync } from 'node:fs';
import { TarstrapError } from '../../shared/errors.ts';
import type { TargetFacts } from '../../shared/targetFacts.ts';
import { appDevice, deviceFacts, filesystemOn } from './deviceFacts.ts';
import { directory } from './folder.ts';
import { existingImage, newImage } from './imageFile.ts';
import { requireLegible } from './legible.ts';
import { filesystemOf, type Snapshot, takeSnapshot } from './snapshot.ts';
import { numberOf } from './sysfs.ts';
import { isForbidden, isNothing, placeOf, unseen } from './targetPath.ts';

/** What a path is as a target, and whether it may be one. */

export interface Context {
  readonly archivePath?: string;
  /**
   * Runs every look at a path that a caller has named, with his rights: root must not tell him whether /root/secret is
   * there. Each of them is synchronous.
   */
  readonly as?: As;
}

type As = <T>(step: () => T) => T;

/**
 * @throws TarstrapError `target-missing`, `target-unsuitable`, `target-busy`, `target-not-yours` for what may not be looked
 * at, `target-unseen` for what cannot be; what is protected, read-only or held by the kernel is a fact
 */
export async function describeTarget(path: string, { archivePath, as = (step) => step() }: Context = {}): Promise<TargetFacts> {
  const seen: As = (step) => allowed(path, () => as(step));
  requireLegible(path);
  const real = seen(() => placeOf(path));
  requireLegible(real);
  const stat = seen(() => lookForTarget(real));
  const snapshot = await takeSnapshot();
  if (!stat) return seen(() => newImage(real, snapshot));
  if (stat.isBlockDevice()) {
    const archiveDevice = archivePath === undefined ? undefined : seen(() => filesystemOf(snapshot, archivePath));
    return blockDevice(real, numberOf(stat), snapshot, archiveDevice);
  }
  if (stat.isDirectory()) return seen(() => directory(real, snapshot));
  if (stat.isFile()) return seen(() => existingImage(real, snapshot, archivePath));
  throw new TarstrapError('target-unsuitable', { path, what: stat.isCharacterDevice() ? 'a character device' : 'neither a drive nor a file' });
}

/** Where a step meets a folder that may not be entered, that is the answer, whatever may be in it. */
function allowed<T>(path: string, step: () => T): T {
  try {
    return step();
  } catch (cause) {
    if (!isForbidden(cause)) throw cause;
    throw new TarstrapError('target-not-yours', { path }, undefined, { cause });
  }
}

/** Only where there is nothing is a new image to be made. */
function lookForTarget(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true });
  } catch (cause) {
    if (isNothing(cause)) return undefined;
    throw isForbidden(cause) ? cause : unseen(path, cause);
  }
}

/** What other types are called; each of them is made of partitions or disks that can be targets. */
const VOLUMES: Readonly<Record<string, string>> = { crypt: 'an opened encrypted volume', lvm: 'a logical volume', rom: 'an optical drive' };

async function blockDevice(path: string, number: string, snapshot: Snapshot, archiveDevice: string | undefined): Promise<TargetFacts> {
  const device = snapshot.devices.get(number);
  if (!device) throw new TarstrapError('target-missing', { path });
  const { type } = device;
  if (type !== 'disk' && type !== 'loop' && type !== 'part') {
    throw new TarstrapError('target-unsuitable', { path, what: VOLUMES[type] ?? `a volume of type ${type}` });
  }
  if (device.size === 0) throw new TarstrapError('target-unsuitable', { path, what: 'a drive without a medium' });
  const { filesystem } = type === 'part' ? await filesystemOn(device) : {};
  return deviceFacts(device, snapshot, { archiveDevice, appDevice: appDevice(snapshot), filesystem });
}
