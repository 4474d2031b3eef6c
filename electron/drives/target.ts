import { realpathSync, statfsSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { TarstrapError } from '../../shared/errors.ts';
import type { TargetFacts } from '../../shared/facts.ts';
import { deviceNumber } from '../run/deviceNumber.ts';
import { probeFilesystem } from './blkid.ts';
import { isRemovable, mountsOf, protectedReason } from './safety.ts';
import { type Device, numberOfPath, type Snapshot, takeSnapshot } from './snapshot.ts';

/** What a path is as a target, and whether it may be one. */

export interface Context {
  readonly archivePath?: string;
}

/** Folders of the running system: a root filesystem unpacked there would replace it. */
const SYSTEM_FOLDERS = ['/', '/bin', '/boot', '/dev', '/etc', '/home', '/lib', '/lib32', '/lib64', '/opt', '/proc', '/root', '/run', '/sbin', '/srv', '/sys', '/tmp', '/usr', '/var'];

/** @throws TarstrapError `target-missing`, `target-unsuitable`, `target-busy` */
export async function describeTarget(path: string, context: Context = {}): Promise<TargetFacts> {
  const real = realPath(resolve(path));
  const stat = statSync(real, { bigint: true, throwIfNoEntry: false });
  const snapshot = await takeSnapshot();
  if (!stat) return newImage(real);
  if (stat.isBlockDevice()) return blockDevice(real, deviceNumber(stat.rdev), snapshot, context);
  if (stat.isDirectory()) return directory(real, snapshot);
  if (stat.isFile()) return existingImage(real, Number(stat.size), snapshot, context);
  throw new TarstrapError('target-unsuitable', { path, what: stat.isCharacterDevice() ? 'a character device' : 'neither a drive nor a file' });
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

async function blockDevice(path: string, number: string, snapshot: Snapshot, context: Context): Promise<TargetFacts> {
  const device = snapshot.devices.get(number);
  if (!device) throw new TarstrapError('target-missing', { path });
  if (!['disk', 'loop', 'part'].includes(device.type)) throw new TarstrapError('target-unsuitable', { path, what: `a volume of type ${device.type}` });
  if (device.size === 0) throw new TarstrapError('target-unsuitable', { path, what: 'a drive without a medium' });
  const archiveDevice = context.archivePath === undefined ? undefined : numberOfPath(context.archivePath);
  return deviceFacts(device, snapshot, { archiveDevice, filesystem: device.type === 'part' ? (device.filesystem ?? (await probeFilesystem(path))) : undefined });
}

interface Known {
  readonly archiveDevice?: string | undefined;
  readonly filesystem?: string | undefined;
}

export function deviceFacts(device: Device, snapshot: Snapshot, { archiveDevice, filesystem }: Known = {}): TargetFacts {
  const disk = device.type === 'part' ? diskOf(device, snapshot) : device;
  const protectedBy = protectedReason(snapshot, device.number, { archiveDevice });
  return {
    kind: device.type === 'part' ? 'partition' : 'disk',
    path: device.path,
    size: device.size,
    sectorSize: device.sectorSize,
    device: device.number,
    removable: isRemovable(disk),
    readOnly: device.readOnly,
    mounts: mountsOf(snapshot, device.number),
    ...defined({ diskseq: device.diskseq, serial: disk.serial, model: disk.model, bus: busOf(disk), filesystem, protectedBy }),
  };
}

function diskOf(partition: Device, snapshot: Snapshot): Device {
  return [...snapshot.devices.values()].find((device) => device.children.includes(partition.number)) ?? partition;
}

function busOf(disk: Device): string | undefined {
  if (disk.type === 'loop') return 'loop';
  return disk.mmcType ? 'mmc' : disk.transport;
}

function defined<T extends Record<string, string | undefined>>(values: T): { [K in keyof T]?: string } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: string };
}

function directory(path: string, snapshot: Snapshot): TargetFacts {
  const { bavail, bsize } = statfsSync(path);
  const number = deviceNumber(statSync(path, { bigint: true }).dev);
  const mount = snapshot.mounts.findLast((candidate) => candidate.device === number);
  return {
    kind: 'directory',
    path,
    size: bavail * bsize,
    sectorSize: 512,
    device: number,
    removable: true,
    readOnly: mount?.readOnly ?? false,
    mounts: [],
    ...defined({ filesystem: mount?.filesystem, protectedBy: SYSTEM_FOLDERS.includes(path) ? 'it is a folder of the running system' : undefined }),
  };
}

function newImage(path: string): TargetFacts {
  const folder = realPath(dirname(path));
  const stat = statSync(folder, { bigint: true, throwIfNoEntry: false });
  // A forgotten stick must not become a file in /dev that fills the memory.
  if (!stat?.isDirectory() || folder === '/dev' || folder.startsWith('/dev/') && !folder.startsWith('/dev/shm')) throw new TarstrapError('target-missing', { path });
  return image(join(folder, basename(path)), 0, deviceNumber(stat.dev));
}

function existingImage(path: string, size: number, snapshot: Snapshot, { archivePath }: Context): TargetFacts {
  const stat = statSync(path, { bigint: true });
  const archive = archivePath === undefined ? undefined : statSync(archivePath, { bigint: true, throwIfNoEntry: false });
  const facts = image(path, size, deviceNumber(stat.dev));
  if (archive?.ino === stat.ino && archive.dev === stat.dev) return { ...facts, protectedBy: 'it is the archive itself' };
  if (snapshot.loops.some((loop) => loop.file === path)) throw new TarstrapError('target-busy', { path, holders: 'it is attached as a loop device' });
  return facts;
}

function image(path: string, size: number, device: string): TargetFacts {
  return { kind: 'image', path, size, sectorSize: 512, device, removable: true, readOnly: false, mounts: [] };
}
