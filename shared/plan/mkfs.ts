import type { Filesystem } from '../layout.ts';
import { ext4Inodes, SMALLEST } from './sizes.ts';
import type { Command } from './types.ts';

/** How each filesystem is made and mounted. */

/** With `^` for what it is to go without. */
export interface Features {
  /** As mke2fs takes them with `-O`. */
  readonly ext4?: readonly string[] | undefined;
  /** Those that mkfs.xfs has an option for. */
  readonly xfs?: readonly string[] | undefined;
}

export interface MkfsRequest {
  readonly filesystem: Filesystem;
  readonly sizeByte: number;
  readonly label: string;
  readonly uuid: string;
  readonly inodes: number;
  readonly features?: Features | undefined;
  /** In a new sparse file there is nothing to discard. */
  readonly sparseFile: boolean;
}

export function mkfsCommand(request: MkfsRequest): Command {
  const { label, uuid } = request;
  switch (request.filesystem) {
    case 'ext4':
      return ext4Command(request);
    case 'xfs':
      return {
        tool: 'mkfs.xfs',
        args: ['-q', '-f', ...(request.sparseFile ? ['-K'] : []), '-m', `uuid=${uuid}`, '-L', label, ...xfsOptions(request.features?.xfs)],
      };
    case 'btrfs':
      return { tool: 'mkfs.btrfs', args: ['-q', '-f', ...(request.sparseFile ? ['-K'] : []), '-U', uuid, '-L', label] };
    case 'vfat':
      // What is smaller gets the kind that suits it (mkfs.fat(8), `-F`).
      return { tool: 'mkfs.vfat', args: [...(request.sizeByte < SMALLEST.vfat ? [] : ['-F', '32']), '-i', vfatSerial(uuid).replace('-', ''), '-n', label] };
  }
}

/**
 * The zeroing of journal and inode tables is left out (`lazy_*_init`), because on a card it costs more than
 * the data. The risk that mke2fs(8) names (a stale journal replayed after a crash) is held off by metadata checksums,
 * which are on by default: the journal of a layout that goes without them is zeroed.
 */
function ext4Command({ features: { ext4: features = [] } = {}, sizeByte, inodes, label, uuid, sparseFile }: MkfsRequest): Command {
  const extended = `lazy_itable_init=1,lazy_journal_init=${hasChecksums(features) ? 1 : 0}${sparseFile ? ',nodiscard' : ''}`;
  const chosen = features.length > 0 ? ['-O', features.join(',')] : [];
  const count = String(ext4Inodes(sizeByte, inodes));
  return { tool: 'mkfs.ext4', args: ['-q', '-F', '-b', '4096', '-I', '256', '-N', count, '-U', uuid, '-L', label, ...chosen, '-E', extended] };
}

/** They are on unless somebody wants to do without; after `none` only what is named is there. */
export function hasChecksums(features: readonly string[]): boolean {
  return features.includes('none') ? features.includes('metadata_csum') : !features.includes('^metadata_csum');
}

/** Where mkfs.xfs(8) has the switch of each; of others there is none. */
const XFS_SWITCHES: Readonly<Record<string, '-m' | '-i'>> = {
  finobt: '-m',
  rmapbt: '-m',
  reflink: '-m',
  inobtcount: '-m',
  bigtime: '-m',
  sparse: '-i',
  nrext64: '-i',
};

function xfsOptions(features: readonly string[] = []): string[] {
  return features.flatMap((feature) => {
    const name = feature.replace('^', '');
    const option = Object.hasOwn(XFS_SWITCHES, name) ? XFS_SWITCHES[name] : undefined;
    return option ? [option, `${name}=${feature === name ? 1 : 0}`] : [];
  });
}

export function swapCommand(uuid: string, label: string): Command {
  return { tool: 'mkswap', args: ['--uuid', uuid, ...(label ? ['--label', label] : [])] };
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
