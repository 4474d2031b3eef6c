import type { SizedFile } from '../bootFacts.ts';
import { type ArchiveFacts, fatPlace } from '../facts.ts';
import type { Layout } from '../layout.ts';
import { type EfiSystem, efiSystemOf } from './efi.ts';
import { ENTRY, entryText, scriptText } from './efiTexts.ts';
import type { Plan, PlanInputs, UefiStarts, Volume } from './types.ts';

/**
 * What is put on an EFI system partition that has a kernel to start but nothing that starts it: the kernel with its initramfs, where UEFI can read them, and systemd-boot
 * with an entry for it (systemd-boot(7)); systemd-boot alone where it finds a unified kernel image. An archive without systemd-boot gets a script for UEFI's own shell,
 * which starts the kernel by the stub that it has.
 */

export function planEfi({ archive, options }: PlanInputs, layout: Layout, volumes: readonly Volume[]): Pick<Plan, 'uefi' | 'bootFiles'> {
  const efi = archive.rootFilesystem ? efiSystemOf(archive, layout) : undefined;
  const [esp, root] = [efi?.mount, '/'].map((mount) => volumes.find((volume) => volume.mount === mount));
  if (!efi || !esp || !root) return { uefi: null, bootFiles: [] };
  const known = { efi, archive, kernel: kernelFor(efi, archive) };
  const starts = startsOf({ ...known, esp, isKept: options.boot === 'keep' });
  const isAdded = starts === 'systemd-boot' || starts === 'shell';
  return { uefi: { program: efi.program, starts }, bootFiles: isAdded ? filesFor({ ...known, root }) : [] };
}

interface Known {
  readonly efi: EfiSystem;
  readonly archive: ArchiveFacts;
  /** What is put there, if anything has to be. */
  readonly kernel: SizedFile | undefined;
}

/** RISC-V's stub takes an initramfs only from a loader, never by its parameters (drivers/firmware/efi/Kconfig, EFI_GENERIC_STUB_INITRD_CMDLINE_LOADER). */
function kernelFor({ findsImage, spare }: EfiSystem, archive: ArchiveFacts): SizedFile | undefined {
  const takesLoader = archive.machine === 'riscv64' && !spare && initrdsIn(archive).length > 0;
  return findsImage || takesLoader ? undefined : newestKernel(archive);
}

interface Asked extends Known {
  readonly esp: Volume;
  readonly isKept: boolean;
}

function startsOf(asked: Asked): UefiStarts {
  const { own, spare, hasScript } = asked.efi;
  if (own !== undefined) return 'own';
  const obstacle = obstacleOf(asked);
  if (hasScript && (obstacle !== undefined || !spare)) return 'own-script';
  return obstacle ?? (spare ? 'systemd-boot' : 'shell');
}

/** Why nothing is added. */
function obstacleOf({ efi, esp, archive, kernel, isKept }: Asked): UefiStarts | undefined {
  if (!kernel && !efi.findsImage) return 'no-kernel';
  if (isKept) return 'nothing';
  if (kernel && initrdsOf(kernel, archive).length === 0 && initrdsIn(archive).length > 0) return 'no-initramfs';
  const room = esp.sizeByte * 0.98 - archive.fat[fatPlace.parse(efi.mount)].blockBytes;
  return addedBytes({ efi, archive, kernel }) > room ? 'no-room' : undefined;
}

const CLUSTER = 4096;

function addedBytes({ efi, archive, kernel }: Known): number {
  const added = [...(kernel ? copiedFiles(efi, kernel, archive) : []), ...(efi.spare ? [efi.spare] : [])];
  // Folders, and texts of a few lines.
  return added.reduce((sum, { size }) => sum + Math.ceil(size / CLUSTER) * CLUSTER, 8 * CLUSTER);
}

/** @returns those that do not lie there already */
function copiedFiles({ mount }: EfiSystem, kernel: SizedFile, archive: ArchiveFacts): SizedFile[] {
  return [kernel, ...initrdsOf(kernel, archive)].filter(({ name }) => !`/${name}`.startsWith(`${mount}/`));
}

function filesFor({ efi, archive, kernel, root }: Known & { readonly root: Volume }): Plan['bootFiles'] {
  const loader = efi.spare ? [copyOf(efi.spare.name, efi.program, 'systemd-boot')] : [];
  return [...loader, ...(kernel ? kernelFiles({ efi, archive, kernel, root }) : [])];
}

function kernelFiles({ efi, archive, kernel, root }: Known & { readonly kernel: SizedFile; readonly root: Volume }): BootFile[] {
  const esp = efi.mount.slice(1);
  const initrds = initrdsOf(kernel, archive);
  const there = ({ name }: SizedFile): string => (name.startsWith(`${esp}/`) ? name : `${esp}/linux/${name.slice(name.lastIndexOf('/') + 1)}`);
  const onEsp = (file: SizedFile): string => there(file).slice(esp.length);
  const copies = copiedFiles(efi, kernel, archive).map((file) => copyOf(file.name, there(file), `a copy of /${file.name}`));
  const spec = initrds.length === 0 && root.partuuid !== undefined ? `PARTUUID=${root.partuuid}` : `UUID=${root.uuid}`;
  const [linux, initrd] = [onEsp(kernel), initrds.map(onEsp)[0]];
  const started = { linux, initrd, root: spec, filesystem: root.filesystem };
  const title = (archive.distribution ?? 'Linux').replaceAll(/[^ -~]/g, '?');
  const text = efi.spare
    ? textOf(`${esp}/${ENTRY}`, `starts ${linux}`, entryText(title, started))
    : textOf(efi.script, `starts ${linux} if the firmware has a UEFI shell`, scriptText(started));
  return [...copies, text];
}

type BootFile = Plan['bootFiles'][number];

const copyOf = (from: string, path: string, what: string): BootFile => ({ path, what, change: { kind: 'copy', from } });
const textOf = (path: string, what: string, text: string): BootFile => ({ path, what, change: { kind: 'text', text } });

/** The newest for which there is an initramfs; where none has one, the newest. */
function newestKernel(archive: ArchiveFacts): SizedFile | undefined {
  const sorted = archive.boot.efiKernels.toSorted(compareKernels);
  return sorted.findLast((kernel) => initrdsOf(kernel, archive).length > 0) ?? sorted.at(-1);
}

/** By their versions, of which a candidate comes before its release; of one version the shortest name counts most. */
function compareKernels(one: SizedFile, other: SizedFile): number {
  const order = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });
  const [version, another] = [versionOf(one), versionOf(other)];
  const [release, anotherRelease] = [version, another].map((text) => text.replace(CANDIDATE, '')) as [string, string];
  if (release === anotherRelease && version !== another) return Number(!CANDIDATE.test(version)) - Number(!CANDIDATE.test(another)) || order(version, another);
  return order(release, anotherRelease) || other.name.length - one.name.length;
}

const CANDIDATE = /[-_.]?rc\d+/;

/** Empty for what is named for something else, or for nothing: `vmlinuz-lts`, `initrd.img`. */
function versionOf({ name }: SizedFile): string {
  return /-(\d.*?)(?:\.img)?$/.exec(name)?.[1] ?? '';
}

/** By what the name of the kernel ends with, or by a plain name as it has one; where there is no other, the one that there is, unless it is named for another kernel. */
function initrdsOf(kernel: SizedFile, archive: ArchiveFacts): SizedFile[] {
  const initrds = initrdsIn(archive);
  const ending = /-.*$/.exec(kernel.name)?.[0] ?? '';
  const names = [`boot/initrd.img${ending}`, `boot/initramfs${ending}.img`, `boot/initramfs${ending}`, `boot/initrd${ending}`];
  const fitting = names.flatMap((wanted) => initrds.find((initrd) => initrd.name === wanted) ?? []);
  const [only, ...others] = initrds;
  if (fitting.length > 0 || only === undefined || others.length > 0) return fitting.slice(0, 1);
  const [version, another] = [versionOf(kernel), versionOf(only)];
  return version === '' || another === '' || version === another ? [only] : [];
}

/** Beside the kernels. */
function initrdsIn({ boot: { initrds } }: ArchiveFacts): SizedFile[] {
  return initrds.filter(({ name }) => /^boot\/[^/]+$/.test(name));
}
