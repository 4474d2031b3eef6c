/**
 * Texts that have UEFI start a kernel: an entry for systemd-boot (Boot Loader Specification, type 1), and a script for UEFI's own shell. As they are written, and as they are
 * known again on a drive.
 */

/** Paths begin at the top of the EFI system partition. */
export interface Started {
  readonly linux: string;
  readonly initrd?: string | undefined;
  /** As `root=` has it. */
  readonly root: string;
  readonly filesystem: string;
}

export const ENTRY = 'loader/entries/tarstrap.conf';
export const SCRIPT = 'startup.nsh';

export function entryText(title: string, started: Started): string {
  const { linux, initrd } = started;
  return [`title ${title}`, `linux ${linux}`, ...(initrd === undefined ? [] : [`initrd ${initrd}`]), `options ${optionsOf(started)}`, ''].join('\n');
}

/** The stub takes an initramfs from the kernel's own filesystem; the shell finds the kernel by its `path`, whichever filesystem it is in (Documentation/admin-guide/efi-stub.rst). */
export function scriptText(started: Started): string {
  const { linux, initrd } = started;
  return `${[backslashed(linux), ...(initrd === undefined ? [] : [`initrd=${backslashed(initrd)}`]), optionsOf(started)].join(' ')}\n`;
}

/** Some initramfs load no filesystem but the one that is named: Alpine's. */
const optionsOf = ({ root, filesystem }: Started): string => `root=${root} rootfstype=${filesystem} rw`;

const backslashed = (path: string): string => path.replaceAll('/', '\\');

const FORMS = [
  /^title [ -~]*\nlinux (\/[!-~]+)\n(?:initrd (\/[!-~]+)\n)?options root=([!-~]+) rootfstype=([a-z0-9]+) rw\n$/,
  /^(\\[!-~]+) (?:initrd=(\\[!-~]+) )?root=([!-~]+) rootfstype=([a-z0-9]+) rw\n$/,
];

/** @returns undefined for what is not exactly such a text */
export function startedBy(text: string): Started | undefined {
  const [, linux, initrd, root, filesystem] = FORMS.map((form) => form.exec(text)).find(Boolean) ?? [];
  if (linux === undefined || root === undefined || filesystem === undefined) return undefined;
  const slashed = (path: string): string => path.replaceAll('\\', '/');
  return { linux: slashed(linux), ...(initrd === undefined ? {} : { initrd: slashed(initrd) }), root, filesystem };
}
