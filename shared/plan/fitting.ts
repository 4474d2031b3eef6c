import type { ArchiveFacts } from '../facts.ts';
import type { Layout } from '../layout.ts';
import { shippedLayouts } from '../layouts.ts';
import { efiSystemOf } from './efi.ts';
import { loaderIn } from './loaders.ts';

/** Layouts that an archive seems to be made for, by what it has for booting. */

/** One of them, or several that fit equally well. */
export interface Fitting {
  readonly layouts: readonly Layout[];
  /** What tells so, for people, as the end of "The archive has …". */
  readonly because: string;
}

/** Those of the first sign that is there. What is neither a root filesystem nor loaded whole boots nothing. */
export function fittingLayouts(archive: ArchiveFacts): Fitting | undefined {
  if (!archive.rootFilesystem) return ofMemory(archive);
  const found = SIGNS.map((sign) => sign(archive)).map((fitting) => fitting && { ...fitting, layouts: fitting.layouts.filter(bootsThese(archive)) });
  return found.find((fitting) => fitting && fitting.layouts.length > 0);
}

/** The one that can be chosen for the user, with the same words. */
export interface Proposal {
  readonly layout: Layout;
  readonly because: string;
}

/** @returns undefined where several fit, or more of the archive may still come */
export function proposedLayout(archive: ArchiveFacts): Proposal | undefined {
  const fitting = archive.unread > 0 ? undefined : fittingLayouts(archive);
  const [layout, ...others] = fitting?.layouts ?? [];
  return fitting && layout && others.length === 0 ? { layout, because: fitting.because } : undefined;
}

function bootsThese({ machine }: ArchiveFacts): (layout: Layout) => boolean {
  return ({ machines }) => machine === undefined || machines === undefined || machines.includes(machine);
}

const SIGNS: readonly ((archive: ArchiveFacts) => Fitting | undefined)[] = [byLoaders, ofBeagle, ofFirmware, ofRaspberryPi, ofUefi, ofPostmarketOs];

function ofMemory({ contents: { kind, folders }, fat }: ArchiveFacts): Fitting | undefined {
  const fits = kind === 'diskless' && folders.length === 0 && fat['/'].notFatSafe.count === 0;
  return fits ? only('rpi-alpine', 'a system that a Raspberry Pi loads into its memory') : undefined;
}

/** It has the boot loader of another one, where fewer boards look for it. */
const OF_FEWER_BOARDS: readonly string[] = ['sunxi-gpt'];

/** Those whose boot loaders are all there; of these the ones that write most of them. */
function byLoaders(archive: ArchiveFacts): Fitting | undefined {
  const withLoaders = shippedLayouts().filter(({ id, loaders = [] }) => loaders.length > 0 && !OF_FEWER_BOARDS.includes(id));
  const complete = withLoaders.filter(({ loaders = [] }) => loaders.every((loader) => loaderIn(loader, archive)));
  const most = Math.max(...complete.map(({ loaders = [] }) => loaders.length));
  const layouts = complete.filter(({ loaders = [] }) => loaders.length === most);
  const [first] = layouts.flatMap(({ loaders = [] }) => loaders.flatMap((loader) => loaderIn(loader, archive)?.name ?? []));
  return first === undefined ? undefined : { layouts, because: `the boot loader ${first}` };
}

/** Whoever has this in the FAT partition there does not boot as a Raspberry Pi does. */
const OF_BEAGLE = 'boot/firmware/u-boot.img';

const hasBeagles = ({ loaders }: ArchiveFacts): boolean => loaders.some(({ name }) => name === OF_BEAGLE);

function ofBeagle(archive: ArchiveFacts): Fitting | undefined {
  return hasBeagles(archive) ? only('beagle-k3', `the boot loader ${OF_BEAGLE}`) : undefined;
}

/** Room that a firmware takes with a kernel; less are mount points and leftovers. */
const FIRMWARE_BYTES = 8 * 1024 ** 2;

function ofFirmware(archive: ArchiveFacts): Fitting | undefined {
  const isThere = archive.fat['/boot/firmware'].blockBytes >= FIRMWARE_BYTES && !hasBeagles(archive);
  return isThere ? only('rpi-os', 'a firmware in /boot/firmware') : undefined;
}

/** What the firmware of a Raspberry Pi boots if its config.txt names nothing else (raspberrypi.com/documentation, "config.txt", `kernel`). */
const OF_RASPBERRY_PI = /^boot\/kernel(?:7l?|8|_\d+)?\.img$/;

function ofRaspberryPi({ fat, kernels, machine }: ArchiveFacts): Fitting | undefined {
  const kernel = kernels.find((name) => OF_RASPBERRY_PI.test(name));
  if (kernel === undefined || fat['/boot'].blockBytes < FIRMWARE_BYTES || !(machine === undefined || ARM.includes(machine))) return undefined;
  return only('boot-root', `the kernel ${kernel}, as a Raspberry Pi boots it`);
}

const ARM: readonly string[] = ['arm', 'aarch64'];

function ofUefi(archive: ArchiveFacts): Fitting | undefined {
  const loaderFor = (layout: Layout): string | undefined => efiSystemOf(archive, layout)?.own;
  const layouts = shippedLayouts().filter(loaderFor);
  const [first] = layouts.flatMap((layout) => loaderFor(layout) ?? []);
  return first === undefined ? undefined : { layouts, because: `the boot loader ${first}` };
}

function ofPostmarketOs({ distribution = '', kernels }: ArchiveFacts): Fitting | undefined {
  const isBooted = distribution.startsWith('postmarketOS') && kernels.some((name) => name.startsWith('boot/'));
  return isBooted ? only('pmos', `${distribution} and a kernel in /boot`) : undefined;
}

function only(id: string, because: string): Fitting {
  return { layouts: shippedLayouts().filter((layout) => layout.id === id), because };
}
