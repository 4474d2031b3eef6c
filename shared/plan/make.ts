import { busy } from '../busy.ts';
import { ignoringZeros } from '../ending.ts';
import { TarstrapError } from '../errors.ts';
import { formatBytes } from '../format.ts';
import type { ArchiveFacts, Compression } from '../facts.ts';
import { insideOptions } from '../inside.ts';
import type { Filesystem, Layout, RootFilesystem } from '../layout.ts';
import { planFstab } from './fstab.ts';
import { mkfsCommand, mountOptions, vfatSerial } from './mkfs.ts';
import { chooseMode } from './mode.ts';
import { refuseArchive, refuseBootLinks, refuseNotFatSafe } from './refuse.ts';
import { comfortableSize, deviceBytes, MiB, neededBytes, SMALLEST, usableBytes } from './sizes.ts';
import { type Extent, partuuid, placePartitions, sfdiskScript, tableOverhead } from './table.ts';
import type { Command, Mode, Plan, PlanInputs, Volume } from './types.ts';

/**
 * The whole plan from what is known and what is asked for. Pure: the same inputs give the same plan, in the window,
 * in the terminal, and as root, where it is made again and compared with the one that was shown.
 * @throws TarstrapError for everything that must be refused before anything is written.
 */
export function makePlan(inputs: PlanInputs): Plan {
  refuseTarget(inputs);
  refuseArchive(inputs);
  const layout = effectiveLayout(inputs);
  const sizeByte = targetSize(inputs, layout);
  const choice = chooseMode(inputs);
  const volumes = makeVolumes(inputs, layout, sizeByte, choice.mode);
  refuseTooSmall(inputs, volumes);
  const { target, archive, ids, options } = inputs;
  const seal = mustSeal(inputs);
  return {
    target,
    layoutId: layout.id,
    sizeByte,
    ...choice,
    unmount: target.kind === 'directory' ? [] : target.mounts,
    seal,
    table: layout.table && { label: layout.table, script: sfdiskScript(layout, sizeByte, target.sectorSize, ids, target.path) },
    volumes,
    extract: extractCommand(archive, volumes, seal),
    inside: archive.inside,
    ending: archive.ending,
    ...planFstab(inputs, volumes),
    verify: options.verify,
    estimates: { archiveBytes: archive.file.size, streamBytes: archive.streamBytes, deviceBytes: deviceBytes(archive, !isUnjournalled(volumes)) },
  };
}

function refuseTarget({ target, options }: PlanInputs): void {
  const { path } = target;
  if (target.protectedBy) throw new TarstrapError('target-protected', { path, reason: target.protectedBy });
  if (target.heldBy) throw busy(path, target.heldBy);
  if (target.readOnly) throw new TarstrapError('target-read-only', { path });
  const isDevice = target.kind === 'disk' || target.kind === 'partition';
  if (isDevice && !target.removable && !options.allowFixed) {
    throw new TarstrapError('target-fixed', { path, model: target.model ?? 'unknown model' });
  }
}

/**
 * What root lays into a folder of an ordinary user holds root's set-uid programs, capabilities and device nodes. Where they would work,
 * whoever reaches them is root: so nobody may, until root decides otherwise. A folder that is full already may be open somewhere.
 */
function mustSeal({ target, host }: PlanInputs): boolean {
  if (target.kind !== 'directory' || host.isRoot || !target.live) return false;
  if (!target.empty) throw new TarstrapError('target-not-empty', { path: target.path });
  return true;
}

const IN_PLACE: Layout = { id: 'none', title: 'As it is', source: '', table: null, partitions: [] };
const WHOLE: Layout = { id: 'single', title: 'One filesystem', source: '', table: null, partitions: [] };

/** A partition gets a filesystem but no table; a folder gets nothing. */
function effectiveLayout({ target, options }: PlanInputs): Layout {
  const { layout } = options;
  if (target.kind === 'directory') return IN_PLACE;
  if (target.kind === 'partition') {
    if (layout.table === null) return IN_PLACE;
    if (layout.partitions.length > 1)
      throw new TarstrapError('usage', { problem: `Layout ${layout.id} needs a whole drive; ${target.path} is one partition.` });
    return WHOLE;
  }
  if (layout.table === null)
    throw new TarstrapError('usage', { problem: `Layout ${layout.id} keeps what is there, so it needs a partition or a folder as target.` });
  return layout;
}

function targetSize({ target, options, archive }: PlanInputs, layout: Layout): number {
  if (target.kind !== 'image') return target.size;
  const wanted = options.imageBytes ?? comfortableSize(options.filesystem, archive) + tableOverhead(layout);
  return Math.ceil(wanted / MiB) * MiB;
}

interface VolumeRequest {
  readonly number: number | null;
  readonly extent: Extent;
  readonly filesystem: Filesystem;
  readonly label: string;
  readonly mount: string;
  readonly partuuid?: string;
  readonly features?: readonly string[] | undefined;
}

function makeVolumes(inputs: PlanInputs, layout: Layout, sizeByte: number, mode: Mode): Volume[] {
  const { options, target } = inputs;
  if (target.kind === 'directory') return [];
  if (target.kind === 'partition') {
    const extent = { startByte: 0, sizeByte: target.size };
    if (layout === IN_PLACE) return [keptVolume(inputs)];
    const features = options.layout.partitions[0]?.ext4Features;
    return [newVolume(inputs, mode, 0, { number: null, extent, filesystem: options.filesystem, label: options.label ?? 'rootfs', mount: '/', features })];
  }
  const extents = placePartitions(layout, sizeByte);
  return layout.partitions.map((partition, i) =>
    newVolume(inputs, mode, i, {
      number: i + 1,
      extent: extents[i] as Extent,
      filesystem: partition.filesystem === 'root' ? options.filesystem : partition.filesystem,
      label: partition.filesystem === 'root' ? (options.label ?? partition.label) : partition.label,
      mount: partition.mount,
      partuuid: partuuid(layout, i, inputs.ids),
      features: partition.ext4Features,
    }),
  );
}

function newVolume(inputs: PlanInputs, mode: Mode, index: number, request: VolumeRequest): Volume {
  const id = inputs.ids.filesystems[index] as string;
  const { number, extent, filesystem, label, mount } = request;
  return {
    number,
    ...extent,
    filesystem,
    label,
    uuid: filesystem === 'vfat' ? vfatSerial(id) : id,
    ...(request.partuuid ? { partuuid: request.partuuid } : {}),
    mount,
    mkfs: mkfsCommand({
      filesystem,
      sizeByte: extent.sizeByte,
      label,
      uuid: id,
      inodes: inputs.archive.inodes,
      features: request.features,
      sparseFile: mode === 'staged' || inputs.target.kind === 'image',
    }),
    mountOptions: mountOptions(filesystem, 'new'),
  };
}

function keptVolume({ target }: PlanInputs): Volume {
  const known = target.filesystem;
  if (known !== 'ext4' && known !== 'xfs' && known !== 'btrfs') {
    throw new TarstrapError('target-unsuitable', { path: target.path, what: known ? `a partition with ${known}` : 'a partition without a filesystem' });
  }
  return {
    number: null,
    startByte: 0,
    sizeByte: target.size,
    filesystem: known,
    label: '',
    uuid: '',
    mount: '/',
    mkfs: null,
    mountOptions: mountOptions(known, 'kept'),
  };
}

/** Room is checked before anything is written; where a filesystem is kept, the engine checks it when it is mounted. */
function refuseTooSmall({ target, archive }: PlanInputs, volumes: readonly Volume[]): void {
  const refuse = (needed: number, available: number): never => {
    throw new TarstrapError('target-too-small', { path: target.path, needed: formatBytes(needed), available: formatBytes(Math.max(0, available)) });
  };
  const hasBoot = volumes.some((v) => v.mount === '/boot');
  if (hasBoot) refuseBootLinks(archive);
  for (const { filesystem, sizeByte, mkfs, mount } of volumes) {
    if (!mkfs) continue;
    if (filesystem === 'vfat') {
      refuseNotFatSafe(archive, mount);
      const needed = archive.boot.blockBytes;
      if (needed > sizeByte * 0.98) refuse(needed, sizeByte * 0.98);
    } else {
      const needed = neededBytes(archive, filesystem) - (hasBoot ? archive.boot.blockBytes : 0);
      const available = usableBytes(filesystem, sizeByte, archive.inodes);
      if (needed > available) {
        refuseBelowLeast(target.path, filesystem, { needed, sizeByte });
        refuse(needed, available);
      }
    }
  }
  if (target.kind === 'directory' && neededBytes(archive) > target.size) refuse(neededBytes(archive), target.size);
  if (target.kind === 'directory') refuseTooFewInodes(target.path, archive, target.freeInodes);
}

/** Not even an empty one could be made, and the least would do: what there is room for says nothing then. */
function refuseBelowLeast(path: string, filesystem: RootFilesystem, { needed, sizeByte }: { readonly needed: number; readonly sizeByte: number }): void {
  const least = SMALLEST[filesystem];
  if (sizeByte >= least || needed > least) return;
  throw new TarstrapError('target-too-small', {
    path,
    filesystem,
    needed: `${least / MiB} MiB`,
    available: `${Math.floor(Math.max(0, sizeByte) / MiB)} MiB`,
  });
}

/** @param free undefined where the filesystem makes inodes as they are needed */
export function refuseTooFewInodes(path: string, { inodes }: ArchiveFacts, free: number | undefined): void {
  if (free === undefined || inodes <= free) return;
  throw new TarstrapError('target-too-few-inodes', { path, needed: inodes, available: free });
}

/**
 * tar's records. Of 1 MiB they halve its system calls where it reads a file (`speed.md` §4). Of a pipe, which is made to
 * hold 1 MiB, a quarter at a time leaves the decompressor room to go on (zstd and igzip: 4 % less time than with 64 KiB,
 * and as much more with 1 MiB).
 */
export function recordSize(compression: Compression): string[] {
  return ['-b', compression === 'none' ? '2048' : '512'];
}

/** What they depend on. */
type Unpacked = Pick<ArchiveFacts, 'foreign' | 'extended' | 'acls' | 'labels' | 'compression' | 'ending' | 'inside'>;

/**
 * tar's arguments to restore all that was packed (`signals.md` §5: plain `--xattrs` loses file capabilities).
 * `--acls` makes tar set one for every member: it costs a sixth of the time, and takes away those that are packed as plain
 * xattrs (`system.posix_acl_access`, as mmdebstrap does). So it is there only where members have tar's own.
 * `--selinux` is for labels that came as text; those that are plain xattrs need it not.
 * `--no-same-owner` spares tar a chown and a chmod for each member: a tenth of the time of small files.
 * `--no-overwrite-dir` leaves a sealed folder as it is, whatever the archive says of its root.
 * `-P` makes every symlink at once. Without it tar makes those that are absolute or climb last of all, also where a later member was to
 * replace them. It takes names as they are as well, so they all become relative: those of members and of what hard links lead to, not
 * the targets of symlinks (`S`).
 * `--keep-directory-symlink`: a folder laid over `lib -> usr/lib` would otherwise take the place of the link, and the system its libc.
 * `--totals=SIGUSR1` stands behind the operation letter: before it, an early signal makes tar abort. The archive or
 * the decompressor's pipe is tar's standard input.
 */
export function extractCommand({ foreign, extended, acls, labels, compression, ending, inside }: Unpacked, volumes: readonly Volume[], seal: boolean): Command {
  // On a new filesystem, whose folders get their set-gid bits last, all that root makes is root's.
  const isRoots = foreign === 0 && volumes.length > 0 && volumes.every(({ mkfs }) => mkfs);
  return {
    tool: 'tar',
    args: [
      '-x',
      '--totals=SIGUSR1',
      '--totals',
      ...recordSize(compression),
      '--numeric-owner',
      isRoots ? '--no-same-owner' : '--same-owner',
      '-p',
      '--delay-directory-restore',
      '-P',
      String.raw`--transform=s,^\./,,S;s,^/*,./,S`,
      '--keep-directory-symlink',
      ...(seal ? ['--no-overwrite-dir'] : []),
      ...ignoringZeros(ending),
      ...(extended > 0 ? ['--xattrs', '--xattrs-include=*'] : []),
      ...(acls > 0 ? ['--acls'] : []),
      ...(labels > 0 ? ['--selinux'] : []),
      '--warning=no-timestamp',
      '--warning=no-unknown-keyword',
      '-f',
      '-',
      ...insideOptions(inside),
    ],
  };
}

function isUnjournalled(volumes: readonly Volume[]): boolean {
  return volumes.some(({ mkfs, filesystem }) => mkfs && filesystem === 'ext4');
}
