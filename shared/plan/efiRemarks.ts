import type { ArchiveFacts } from '../facts.ts';
import type { Remark } from '../remarks.ts';
import { shellQuote } from '../shell.ts';
import { SCRIPT } from './efiTexts.ts';
import type { Plan, UefiStarts } from './types.ts';

/** What keeps a machine with UEFI from starting what was laid, and what helps. */
export function efiRemarks(archive: ArchiveFacts, plan: Plan): Remark[] {
  if (!plan.uefi) return [];
  const { program, starts } = plan.uefi;
  const words = WORDS[starts];
  if (!words) return [];
  const entry = entryCommand(archive, plan);
  const advice = entry === undefined ? words.advice : `${words.advice} ${ENTER} ${entry}`;
  return [{ id: words.id, tone: 'caution', text: `It has no boot loader for UEFI (${program})${words.text}`, advice }];
}

interface Words {
  readonly id: string;
  /** Goes on with "It has no boot loader for UEFI (its name)". */
  readonly text: string;
  readonly advice: string;
}

const ENTER =
  "Or add its kernel to that machine's boot menu: start another system there in UEFI mode and run this as root, with the drive's name in place of /dev/sdX:";
const WITH_ONE = 'For a PC, build the archive with one, such as systemd-boot (on Debian the package systemd-boot-efi).';

const WORDS: Readonly<Partial<Record<UefiStarts, Words>>> = {
  shell: {
    id: 'efi-shell-only',
    text: '. A script for the UEFI shell starts its kernel: virtual machines and many boards have that shell, hardly any PC does.',
    advice: WITH_ONE,
  },
  'own-script': {
    id: 'efi-shell-only',
    text: ', but a startup.nsh: it boots only where the firmware has a UEFI shell, as hardly any PC does.',
    advice: WITH_ONE,
  },
  nothing: {
    id: 'no-efi-program',
    text: ': it will not boot by itself.',
    advice: 'Build the archive with one, or have boot configuration made to fit the drive (--boot fit): then what starts its kernel is put there.',
  },
  'no-kernel': {
    id: 'no-efi-program',
    text: ', and no kernel in /boot that UEFI could start without one: it will not boot by itself.',
    advice:
      'Build the archive with one, such as GRUB; or with systemd-boot and a kernel that has an EFI stub (a kernel compressed as a whole, such as Image.gz, has none).',
  },
  'no-initramfs': {
    id: 'no-initramfs-of-kernel',
    text: ', and no initramfs in /boot is named like its newest kernel, so nothing is added: it will not boot by itself.',
    advice: 'Build the archive with one, or name the initramfs like the kernel, such as initramfs-6.9.img for vmlinuz-6.9.',
  },
  'no-room': {
    id: 'no-room-for-kernel',
    text: ', and its kernel and initramfs have no room beside what is there, so nothing is added: it will not boot by itself.',
    advice: 'Build the archive with one, or choose a layout whose EFI system partition is larger.',
  },
};

/** What enters the kernel into the firmware of a machine (efibootmgr(8)): nobody else can. @returns undefined where it is not started by a script of ours */
function entryCommand({ distribution = 'Linux' }: ArchiveFacts, { bootFiles, volumes }: Plan): string | undefined {
  const script = bootFiles.find(({ path }) => path.endsWith(`/${SCRIPT}`));
  const esp = volumes.find(({ mount }) => script?.path === `${mount.slice(1)}/${SCRIPT}`);
  if (script?.change.kind !== 'text' || typeof esp?.number !== 'number') return undefined;
  const [loader = '', ...options] = script.change.text.trim().split(' ');
  const words = ['--disk', '/dev/sdX', '--part', String(esp.number), '--label', distribution.replaceAll(/[^ -~]/g, '?'), '--loader', loader];
  return ['efibootmgr', '--create', ...words, '--unicode', options.join(' ')].map(shellQuote).join(' ');
}
