import { realpathSync, statfsSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { TarstrapError } from '../../shared/errors.ts';
import type { TargetFacts } from '../../shared/targetFacts.ts';
import { requireLegible } from './legible.ts';
import { isWithin, mountOf } from './places.ts';
import { servesReadOnly } from './room.ts';
import type { Snapshot } from './snapshot.ts';
import { look, numberOf } from './sysfs.ts';

/** A file as a target: it becomes a disk image. */

/** A stick that was pulled out must not become a file in /dev that fills the memory. /dev/shm is there for files. */
export function isForDevices(folder: string): boolean {
  return isWithin(folder, '/dev') && !isWithin(folder, '/dev/shm');
}

/** @throws TarstrapError `target-missing` if its folder is missing, or is one for device nodes; `target-unsuitable` */
export function newImage(path: string, snapshot: Snapshot): TargetFacts {
  const parent = dirname(path);
  if (!look(parent)?.isDirectory()) throw new TarstrapError('target-missing', { path });
  const folder = realpathSync.native(parent);
  requireLegible(folder);
  if (isForDevices(folder)) throw new TarstrapError('target-missing', { path });
  return image(join(folder, basename(path)), 0, numberOf(statSync(folder, { bigint: true })), snapshot);
}

/** @throws TarstrapError `target-busy` while it backs a loop device, `target-unsuitable` for what was left behind in /dev */
export function existingImage(path: string, snapshot: Snapshot, archivePath: string | undefined): TargetFacts {
  if (isForDevices(dirname(path))) throw new TarstrapError('target-unsuitable', { path, what: 'an ordinary file among the devices, not a drive' });
  const stat = statSync(path, { bigint: true });
  const device = numberOf(stat);
  const facts = image(path, Number(stat.size), device, snapshot);
  const archive = archivePath === undefined ? undefined : look(archivePath);
  if (archive?.ino === stat.ino && archive.dev === stat.dev) return { ...facts, protectedBy: 'it is the archive itself' };
  const loop = snapshot.loops.find((one) => one.file === path || (one.device === device && BigInt(one.inode ?? -1) === stat.ino));
  if (loop) throw new TarstrapError('target-busy', { path, holders: `it is attached as ${snapshot.devices.get(loop.number)?.path ?? 'a loop device'}` });
  return facts;
}

function image(path: string, size: number, device: string, { mounts }: Snapshot): TargetFacts {
  const mount = mountOf(mounts, path, device);
  const readOnly = (mount?.readOnly ?? false) || servesReadOnly(statfsSync(dirname(path)), mount);
  return { kind: 'image', path, size, sectorSize: 512, device, removable: true, readOnly, mounts: [] };
}
