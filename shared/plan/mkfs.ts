import type { Filesystem } from '../layout.ts';
import { ext4Inodes } from './sizes.ts';
import type { Command } from './types.ts';

/** How each filesystem is made and mounted. */

export interface MkfsRequest {
  readonly filesystem: Filesystem;
  readonly sizeByte: number;
  readonly label: string;
  readonly uuid: string;
  readonly inodes: number;
  /** Of ext4, as mke2fs takes them with `-O`. */
  readonly features?: readonly string[] | undefined;
  /** In a new sparse file there is nothing to discard. */
  readonly sparseFile: boolean;
}

/**
 * ext4: the zeroing of journal and inode tables is left out (`lazy_*_init`), because on a card it costs more than
 * the data. The risk that mke2fs(8) names (a stale journal replayed after a crash) is held off by metadata checksums,
 * which are on by default: the journal of a layout that goes without them is zeroed.
 */
export function mkfsCommand(request: MkfsRequest): Command {
  const { label, uuid } = request;
  switch (request.filesystem) {
    case 'ext4': {
      const { features = [] } = request;
      const extended = `lazy_itable_init=1,lazy_journal_init=${features.includes('^metadata_csum') ? 0 : 1}${request.sparseFile ? ',nodiscard' : ''}`;
      const chosen = features.length > 0 ? ['-O', features.join(',')] : [];
      const inodes = String(ext4Inodes(request.sizeByte, request.inodes));
      return { tool: 'mkfs.ext4', args: ['-q', '-F', '-b', '4096', '-I', '256', '-N', inodes, '-U', uuid, '-L', label, ...chosen, '-E', extended] };
    }
    case 'xfs':
      return { tool: 'mkfs.xfs', args: ['-q', '-f', ...(request.sparseFile ? ['-K'] : []), '-m', `uuid=${uuid}`, '-L', label] };
    case 'btrfs':
      return { tool: 'mkfs.btrfs', args: ['-q', '-f', ...(request.sparseFile ? ['-K'] : []), '-U', uuid, '-L', label] };
    case 'vfat':
      return { tool: 'mkfs.vfat', args: ['-F', '32', '-i', vfatSerial(uuid).replace('-', ''), '-n', label] };
  }
}

/** FAT has a 32 bit serial number where others have a UUID: `ABCD-1234`. */
export function vfatSerial(uuid: string): string {
  return `${uuid.slice(0, 4)}-${uuid.slice(4, 8)}`.toUpperCase();
}

/**
 * No set-uid, device or program of the archive is ever live on this machine; all of them are stored all the same.
 * `errors=remount-ro`: a superblock may ask for a panic of the whole machine instead.
 * `noinit_itable`: the kernel does not zero inode tables while tar writes. `noload`, on a new ext4: it is filled without its
 * journal (ext4(5)), which would write all metadata twice to protect what is worth nothing before it is whole; the journal
 * is there, and empty, for whoever mounts it next. `quiet`: vfat cannot store owners and modes
 * and does not fail when tar sets them.
 */
export function mountOptions(kind: Filesystem, age: 'new' | 'kept'): string {
  const own: Record<Filesystem, string> = {
    ext4: `,errors=remount-ro,noinit_itable${age === 'new' ? ',noload' : ''}`,
    xfs: '',
    btrfs: '',
    vfat: ',quiet,utf8=1',
  };
  return `rw,nodev,nosuid,noexec,noatime${own[kind]}`;
}

/** Debian's name of the package that holds a tool, for the sentence that names what to install. */
export const PACKAGES: Readonly<Record<string, string>> = {
  'mkfs.ext4': 'e2fsprogs',
  'mkfs.xfs': 'xfsprogs',
  'mkfs.btrfs': 'btrfs-progs',
  'mkfs.vfat': 'dosfstools',
  sfdisk: 'fdisk',
  xz: 'xz-utils',
  zstd: 'zstd',
  lz4: 'lz4',
  lzip: 'lzip',
  bzip2: 'bzip2',
  gzip: 'gzip',
  cmp: 'diffutils',
  cp: 'coreutils',
  dd: 'coreutils',
  sync: 'coreutils',
  touch: 'coreutils',
  umount: 'mount',
  unshare: 'util-linux',
  setpriv: 'util-linux',
  nsenter: 'util-linux',
  losetup: 'mount',
  udevadm: 'udev',
};
