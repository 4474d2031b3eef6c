import { bootKindOf } from '../boot/kind.ts';
import { amendPath, mountOf, pathsIn } from '../boot/paths.ts';
import { suchAs } from '../counted.ts';
import type { ArchiveFacts } from '../facts.ts';
import { hasFatRoot, type Layout } from '../layout.ts';
import { findLayout } from '../layouts.ts';
import type { Remark } from '../remarks.ts';
import { visible } from '../visible.ts';
import { hasOf, laidSystem } from './boot.ts';
import { efiRemarks } from './efiRemarks.ts';
import { fixedRemarks } from './fixedRemarks.ts';
import type { Plan } from './types.ts';

/** What would keep a drive from booting, as far as it shows before anything is written. That there is no kernel is said of every archive (`remarks.ts`). */
export function bootRemarks(archive: ArchiveFacts, plan: Plan): Remark[] {
  const layout = findLayout(plan.layoutId);
  const isForBoard = layout !== undefined && layout.id !== 'single' && plan.table !== null;
  // What it lacks may still come.
  if (archive.unread > 0 || plan.volumes.every(({ mkfs }) => !mkfs)) return [];
  if (isForBoard && hasFatRoot(layout)) return firmwareRemarks(archive);
  if (!archive.rootFilesystem) return [];
  return [
    ...(isForBoard ? boardRemarks(archive, layout, plan) : []),
    ...efiRemarks(archive, plan),
    ...missingRemarks(archive, plan),
    ...fixedRemarks(archive, plan),
  ];
}

/** On FAT alone a board looks at the top. */
function firmwareRemarks({ contents: { kind, folders } }: ArchiveFacts): Remark[] {
  const isThere = (kind === 'diskless' || kind === 'boot-files') && folders.length === 0;
  return isThere ? [] : [caution('nothing-to-boot', 'It has no firmware of a Raspberry Pi at its top, such as bootcode.bin: it will not boot by itself.')];
}

function boardRemarks(archive: ArchiveFacts, layout: Layout, plan: Plan): Remark[] {
  return [...machineRemarks(archive, layout), ...placeRemarks(archive, plan), ...treeRemarks(archive, layout), ...readableRemarks(layout, plan)];
}

function machineRemarks({ machine }: ArchiveFacts, { machines, title }: Layout): Remark[] {
  if (machine === undefined || machines === undefined || machines.includes(machine)) return [];
  return [caution('other-machine', `The programs in it are for ${machine}, and “${title}” is for ${machines.join(' or ')}: it will not boot there.`)];
}

/** Boards read their first files from a FAT partition of their own. */
function placeRemarks({ fat }: ArchiveFacts, { volumes }: Plan): Remark[] {
  const places = volumes.filter(({ filesystem, mount }) => filesystem === 'vfat' && (mount === '/boot' || mount === '/boot/firmware'));
  return places
    .filter(({ mount }) => fat[mount as '/boot' | '/boot/firmware'].blockBytes === 0)
    .map(({ mount }) =>
      caution('nothing-to-boot', `It has nothing in ${mount}, where the board looks for its firmware and kernel: it will not boot by itself.`),
    );
}

const OF_BOARDS = ['arm', 'aarch64', 'riscv64'];

/** A kernel of a board does not find its devices without one; firmware of UEFI has its own. */
function treeRemarks({ boot, kernels, machine, loaders: archiveLoaders }: ArchiveFacts, { loaders = [] }: Layout): Remark[] {
  // An image of U-Boot's or Android's may have them inside.
  const isNeeded =
    loaders.length > 0 &&
    kernels.length > 0 &&
    OF_BOARDS.includes(machine ?? '') &&
    !kernels.some((name) => /fit|\.itb$/i.test(name)) &&
    !archiveLoaders.some(({ name }) => name.endsWith('/boot.img'));
  return isNeeded && boot.deviceTrees === 0
    ? [caution('no-device-tree', 'It has no device trees (.dtb files), without which most kernels do not find the devices of a board.')]
    : [];
}

/** U-Boot knows FAT and ext4, and as some are built btrfs. */
function readableRemarks({ loaders = [], machines = [] }: Layout, { volumes }: Plan): Remark[] {
  const boot = volumes.find(({ mount }) => mount === '/boot') ?? volumes.find(({ mount }) => mount === '/');
  const isBoard = loaders.length > 0 && machines.some((machine) => OF_BOARDS.includes(machine));
  if (!isBoard || !boot || boot.filesystem === 'ext4' || boot.filesystem === 'vfat') return [];
  const words =
    boot.filesystem === 'xfs'
      ? 'U-Boot cannot read xfs, on which the kernel is: it will not boot.'
      : 'Not every U-Boot can read btrfs, on which the kernel is.';
  return [caution('unreadable-boot', words)];
}

/** What its boot configuration names, and a loader will not find; of a menu that names many, one is enough. */
function missingRemarks(archive: ArchiveFacts, plan: Plan): Remark[] {
  const laid = laidSystem(plan, hasOf(archive));
  if (archive.boot.found.length === MOST_FOUND) return [];
  return archive.boot.files.flatMap(({ name, lines }) => {
    const kind = bootKindOf(name);
    if (kind === undefined || !lines) return [];
    const above = mountOf(kind, name, laid);
    const paths = [...new Set(pathsIn(kind, lines))];
    const missing = paths.filter((path) => !laid.has(`${above}${amendPath(path, above, laid)}`.replace(/^\/+/, '')));
    if (missing.length === 0 || (kind === 'grub' && missing.length < paths.length)) return [];
    const [first = '', ...more] = missing.map(visible);
    return [
      caution(
        'boot-file-missing',
        `/${name} names ${more.length === 0 ? first : `${missing.length} files${suchAs(missing.length, first)}`}, which a boot loader will not find.`,
      ),
    ];
  });
}

/** More are not told (`shared/facts.ts`). */
const MOST_FOUND = 64;

const caution = (id: string, text: string): Remark => ({ id, tone: 'caution', text });
