import type { SizedFile } from '../bootFacts.ts';
import type { ArchiveFacts } from '../facts.ts';
import type { Layout } from '../layout.ts';
import { SCRIPT } from './efiTexts.ts';

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
  /** What its shell runs by itself, if the firmware has one (UEFI Shell specification 2.2, 3.2.1), as a name of the tree; and whether it is there. */
  readonly script: string;
  readonly hasScript: boolean;
  /** systemd-boot, as its package brings it. */
  readonly spare: SizedFile | undefined;
  /** It finds a unified kernel image there by itself, which takes no entry (Boot Loader Specification, type 2). */
  readonly findsImage: boolean;
}

/** @returns undefined where nothing is booted by UEFI, or nobody knows by which machine */
export function efiSystemOf({ machine, loaders }: ArchiveFacts, { partitions }: Pick<Layout, 'partitions'>): EfiSystem | undefined {
  const mount = partitions.find(({ type, filesystem }) => type.toLowerCase() === ESP && filesystem === 'vfat')?.mount;
  const suffix = MACHINES[machine ?? ''];
  if (mount === undefined || suffix === undefined) return undefined;
  const program = `${mount.slice(1)}/EFI/BOOT/BOOT${suffix.toUpperCase()}.EFI`;
  const script = `${mount.slice(1)}/${SCRIPT}`;
  const named = (name: string): SizedFile | undefined => loaders.find((one) => one.name.toLowerCase() === name.toLowerCase());
  const spare = named(`usr/lib/systemd/boot/efi/systemd-boot${suffix}.efi`);
  const images = `${mount.slice(1)}/EFI/Linux/`.toLowerCase();
  const findsImage = spare !== undefined && loaders.some(({ name }) => name.toLowerCase().startsWith(images));
  return { mount, program, own: named(program)?.name, script, hasScript: named(script) !== undefined, spare, findsImage };
}
