import type { Device } from './device.ts';
import type { Mount } from './mountinfo.ts';

/** Which devices a filesystem or a file lies on. */

export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);
}

/**
 * The mount that a path lies in: the innermost, and of several at one place the last. stat(2) cannot tell: on btrfs its
 * number is the subvolume's, which no mount has. Where it is known and some mount has it, only those are looked at,
 * because an inner mount may be hidden below a later one.
 * @param path absolute, without symlinks; it need not exist @param device `MAJ:MIN` from stat(2)
 */
export function mountOf<T extends Mount>(mounts: readonly T[], path: string, device?: string): T | undefined {
  const above = mounts.filter((mount) => isWithin(path, mount.at));
  const same = above.filter((mount) => mount.device === device);
  return (same.length > 0 ? same : above).reduce<T | undefined>((best, next) => (best && best.at.length > next.at.length ? best : next), undefined);
}

/** What a path is: a device node with its own `MAJ:MIN`, or anything else with that of its filesystem. */
export interface Place {
  readonly number: string;
  readonly isDevice: boolean;
}

/** What must be known beside a mount to tell what it lies on. */
export interface Surroundings {
  readonly mounts: readonly Mount[];
  readonly devices: ReadonlyMap<string, Device>;
  /** `MAJ:MIN` of the members of each btrfs. */
  readonly btrfs: readonly (readonly string[])[];
  readonly find: (path: string) => Place | undefined;
}

/**
 * `MAJ:MIN` of the devices that a mounted filesystem lies on; none for those in memory and from the network. What is
 * mounted says itself what it was mounted from, and is believed only where root alone can have said it: a user's FUSE
 * mount may call itself `/dev/sda1`. All others that lie on a block device have its number.
 */
export function devicesOfMount(mount: Mount, around: Surroundings): string[] {
  const { mounts, devices, btrfs } = around;
  if (!mount.device.startsWith('0:')) return [mount.device];
  if (mount.filesystem === 'btrfs') return btrfsMembers(sourceNumbers(mount.source, around), btrfs);
  if (mount.filesystem === 'zfs') return [...devices.values()].filter((device) => device.filesystem === 'zfs_member').map((device) => device.number);
  if (mount.filesystem === 'overlay') return layersOf(mount, mounts).flatMap((below) => devicesOfMount(below, around));
  return mount.filesystem === 'bcachefs' ? sourceNumbers(mount.source, around) : [];
}

/** A source that is a path is looked up, and its number tells which device it is. bcachefs lists its members: `/dev/sda:/dev/sdb`. */
export function sourceNumbers(source: string, { find }: Surroundings): string[] {
  if (!source.startsWith('/dev/')) return [];
  const paths = find(source) ? [source] : source.split(':');
  return paths.flatMap((path) => {
    const place = find(path);
    return place?.isDevice ? place.number : [];
  });
}

/** All members of the filesystem that has one of these; of every btrfs if the source cannot be found (`/dev/root` of an early mount). */
function btrfsMembers(known: readonly string[], filesystems: readonly (readonly string[])[]): string[] {
  const members = filesystems.filter((numbers) => known.length === 0 || known.some((number) => numbers.includes(number))).flat();
  return [...new Set([...known, ...members])];
}

/** `lowerdir=/a:/b,upperdir=/c,workdir=/d` (Documentation/filesystems/overlayfs.rst); only mounts made earlier can be meant. */
function layersOf(overlay: Mount, mounts: readonly Mount[]): Mount[] {
  const earlier = mounts.slice(0, mounts.indexOf(overlay));
  const folders = [...overlay.options.matchAll(/(?:lowerdir\+?|upperdir)=((?:\\.|[^,\\])*)/g)].flatMap((match) => match[1]?.split(/(?<!\\):/) ?? []);
  return folders.flatMap((folder) => mountOf(earlier, folder.replaceAll(/\\(.)/g, '$1')) ?? []);
}
