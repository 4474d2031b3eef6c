import type { ArchiveFacts } from '../../../../shared/facts.ts';
import type { TargetFacts } from '../../../../shared/targetFacts.ts';
import type { Layout } from '../../../../shared/layout.ts';
import { findLayout } from '../../../../shared/layouts.ts';
import { GiB, MiB } from '../../../../shared/plan/sizes.ts';
import { type FlashOptions, type HostFacts, type PlanInputs, planInputs } from '../../../../shared/plan/types.ts';

/** Inputs of a plan that works: a small root filesystem for a 4 GB loop device; tests change what they are about. */
export interface Changes {
  readonly archive?: Partial<ArchiveFacts>;
  readonly target?: Partial<TargetFacts>;
  readonly options?: Partial<FlashOptions>;
  readonly host?: Partial<HostFacts>;
}

type OfPlace = ArchiveFacts['fat']['/boot'];

/** Of an archive that has something below /boot, and nothing where else FAT may be. */
export function fatWith(boot: Partial<OfPlace>): ArchiveFacts['fat'] {
  const nothing: OfPlace = { blockBytes: 0, notFatSafe: { count: 0 }, links: { count: 0 }, acls: { count: 0 } };
  return { '/': nothing, '/boot': { ...nothing, ...boot }, '/boot/firmware': nothing, '/boot/efi': nothing, '/efi': nothing };
}

/** Alpine's tarball for the Raspberry Pi, which FAT holds. */
export const ALPINE: Partial<ArchiveFacts> = {
  entries: { total: 600, files: 570, directories: 30, symlinks: 0, hardLinks: 0, special: 0 },
  blockBytes: 90 * MiB,
  inodes: 600,
  foreign: 600,
  rootFilesystem: false,
  contents: { kind: 'diskless', folders: [] },
  kernels: ['boot/vmlinuz-rpi'],
  boot: {
    files: [{ name: 'cmdline.txt', lines: ['modules=loop,squashfs,sd-mod,usb-storage quiet console=tty1'] }],
    found: [],
    efiKernels: [],
    initrds: [],
    deviceTrees: 40,
    fixed: [],
  },
  fstab: null,
  fat: { ...fatWith({}), '/': { blockBytes: 92 * MiB, notFatSafe: { count: 0 }, links: { count: 0 }, acls: { count: 0 } } },
};

export function layoutNamed(id: string): Layout {
  const found = findLayout(id);
  if (!found) throw new Error(`no layout ${id}`);
  return found;
}

const uuid = (n: number): string => `${String(n).padStart(8, '0')}-1234-4234-8234-123456789abc`;

const ARCHIVE: ArchiveFacts = {
  file: { path: '/home/me/rootfs.tar.zst', dev: '1', ino: '2', size: 200 * MiB, mtimeNs: '1' },
  compression: 'zstd',
  inside: null,
  streamBytes: 700 * MiB,
  unread: 0,
  ending: { tars: 1, marked: true, junkAt: null, trailing: false },
  entries: { total: 30_000, files: 24_000, directories: 3000, symlinks: 2900, hardLinks: 100, special: 0 },
  contentBytes: 600 * MiB,
  blockBytes: 680 * MiB,
  inodes: 29_900,
  largestFile: 20 * MiB,
  extended: 0,
  foreign: 12,
  acls: 0,
  attributeRoom: { bytes: 0, beyondExt4: 0, beyondXfs: 0 },
  privileged: 0,
  labels: 0,
  largestXattr: 0,
  aclNames: { users: [], groups: [] },
  aclStrangers: [],
  ignored: [],
  extendedNames: [],
  rootFilesystem: true,
  contents: { kind: 'root', folders: [] },
  root: { mode: 0o755, uid: 0, gid: 0 },
  ordinary: { uid: 33, members: 12 },
  kernels: [],
  loaders: [],
  boot: { files: [], found: [], efiKernels: [], initrds: [], deviceTrees: 0, fixed: [] },
  known: [],
  fstab: { bytes: 30, linked: false },
  fstabDevices: [],
  fat: fatWith({ blockBytes: 60 * MiB }),
  problems: [],
  keptLinks: { count: 0 },
  unknownTypes: { count: 0 },
  absolute: { count: 0 },
  unsafe: { count: 0 },
};

const TARGET: TargetFacts = {
  kind: 'disk',
  path: '/dev/loop9',
  size: 4 * GiB,
  sectorSize: 512,
  device: '7:9',
  bus: 'loop',
  removable: true,
  readOnly: false,
  mounts: [],
};

export function makeInputs({ archive, target, options, host }: Changes = {}): PlanInputs {
  return planInputs.parse({
    archive: { ...ARCHIVE, ...archive },
    target: { ...TARGET, ...target },
    options: { layout: layoutNamed('single'), filesystem: 'ext4', fstab: 'amend', verify: 'full', allowFixed: false, ...options },
    host: { memoryAvailable: 8 * GiB, scratchAvailable: 50 * GiB, isRoot: false, ...host },
    ids: { table: uuid(1), partitions: Array.from({ length: 8 }, (_, i) => uuid(10 + i)), filesystems: Array.from({ length: 8 }, (_, i) => uuid(20 + i)) },
  });
}
