import { type ArchiveFacts, loaderName } from '../facts.ts';
import type { Layout } from '../layout.ts';
import type { Plan, PlanInputs, Volume } from './types.ts';

/** A PC or board with UEFI starts `EFI/BOOT/BOOT<machine>.EFI` of its EFI system partition (UEFI specification 2.10, 3.5.1.1). */

const ESP = 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b';

/** By `uname -m`, what the names of EFI programs end with. */
const MACHINES: Readonly<Record<string, string>> = { x86_64: 'x64', aarch64: 'aa64', i386: 'ia32', arm: 'arm', riscv64: 'riscv64' };

export interface EfiSystem {
  /** Where the EFI system partition is mounted. */
  readonly mount: string;
  /** What the firmware looks for, as a name of the tree. */
  readonly program: string;
  /** What is there of that name, whatever its case. */
  readonly own: string | undefined;
  /** systemd-boot, as its package brings it. */
  readonly spare: string | undefined;
}

/** @returns undefined where nothing is booted by UEFI, or nobody knows by which machine */
export function efiSystemOf({ machine, loaders }: ArchiveFacts, { partitions }: Pick<Layout, 'partitions'>): EfiSystem | undefined {
  const mount = partitions.find(({ type, filesystem }) => type.toLowerCase() === ESP && filesystem === 'vfat')?.mount;
  const suffix = MACHINES[machine ?? ''];
  if (mount === undefined || suffix === undefined) return undefined;
  const program = `${mount.slice(1)}/EFI/BOOT/BOOT${suffix.toUpperCase()}.EFI`;
  const named = (name: string): string | undefined => loaders.find((one) => one.name.toLowerCase() === name.toLowerCase())?.name;
  return { mount, program, own: named(program), spare: named(`usr/lib/systemd/boot/efi/systemd-boot${suffix}.efi`) };
}

/** Where the archive has a kernel but no boot loader: systemd-boot, an entry for it (systemd-boot(7)), and where it reads nothing else, the kernel beside it. */
export function planEfi({ archive, options }: PlanInputs, layout: Layout, volumes: readonly Volume[]): Plan['bootFiles'] {
  const efi = options.boot === 'keep' || !archive.rootFilesystem ? undefined : efiSystemOf(archive, layout);
  const kernel = newestKernel(archive);
  const root = volumes.find(({ mount }) => mount === '/');
  if (!efi || efi.own !== undefined || efi.spare === undefined || kernel === undefined || !root) return [];
  return bootFiles({ archive, root, kernel, esp: efi.mount.slice(1), program: efi.program, spare: efi.spare });
}

interface Starting {
  readonly archive: ArchiveFacts;
  readonly root: Volume;
  readonly kernel: string;
  /** The folder of the EFI system partition. */
  readonly esp: string;
  readonly program: string;
  readonly spare: string;
}

function bootFiles({ archive, root, kernel, esp, program, spare }: Starting): Plan['bootFiles'] {
  const initrds = [initrdOf(kernel, archive)].filter((name) => name !== undefined);
  const there = (name: string): string => (name.startsWith(`${esp}/`) ? name : `${esp}/linux/${name.slice(name.lastIndexOf('/') + 1)}`);
  const onEsp = (name: string): string => there(name).slice(esp.length);
  const copies = [kernel, ...initrds].filter((name) => there(name) !== name);
  const entry = [
    `title ${(archive.distribution ?? 'Linux').replaceAll(/[^ -~]/g, '?')}`,
    `linux ${onEsp(kernel)}`,
    ...initrds.map((name) => `initrd ${onEsp(name)}`),
    `options root=${initrds.length === 0 && root.partuuid !== undefined ? `PARTUUID=${root.partuuid}` : `UUID=${root.uuid}`} rw`,
  ];
  return [
    { path: program, what: 'systemd-boot', change: { kind: 'copy', from: spare } },
    ...copies.map((from) => ({ path: there(from), what: `a copy of /${from}`, change: { kind: 'copy' as const, from } })),
    { path: `${esp}/loader/entries/tarstrap.conf`, what: `starts ${onEsp(kernel)}`, change: { kind: 'text', text: `${entry.join('\n')}\n` } },
  ];
}

const KERNEL = /^boot\/(?:vmlinu[xz]|bzImage|Image|linux|kernel)[^/]*$/;

export function newestKernel({ kernels }: ArchiveFacts): string | undefined {
  const fitting = kernels.filter((name) => KERNEL.test(name) && loaderName.safeParse(name).success);
  return fitting.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1);
}

/** By the version in its name; where there is no other, the one that there is. */
function initrdOf(kernel: string, { boot: { initrds } }: ArchiveFacts): string | undefined {
  const version = kernel.slice(kernel.indexOf('-') + 1);
  const ofVersion = [`boot/initrd.img-${version}`, `boot/initramfs-${version}.img`, `boot/initramfs-${version}`, `boot/initrd-${version}`];
  return ofVersion.find((name) => initrds.includes(name)) ?? (initrds.length === 1 ? initrds[0] : undefined);
}
