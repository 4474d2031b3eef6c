import type { LaidSystem, LaidVolume } from './laid.ts';
import { rootSpec } from './rootSpec.ts';

/** Parameters of the kernel that name a drive, wherever they stand in a line of text (kernel-parameters; dracut.cmdline(7); initramfs-tools(7)). */

/** What is before a parameter, its name, and its value up to a blank or a quote. */
const PARAMETER = /(^|[\s"'=])(root|rootfstype|rootflags|resume|resume_offset|cryptdevice|rd\.luks\.[a-z]+|rd\.lvm\.[a-z]+|rd\.md\.uuid)=([^\s"']*)/g;

/** @returns the line with the parameters as they have to be; what names no drive stays to the letter */
export function amendParameters(line: string, { volumes, swap }: LaidSystem): string {
  const root = volumes.find(({ mount }) => mount === '/');
  if (!root) return line;
  return line.replace(PARAMETER, (whole: string, before: string, name: string, value: string) => {
    const now = valueOf(name, value, root, swap);
    if (now === undefined) return whole;
    return now === null ? withoutIt(before) : `${before}${name}=${now}`;
  });
}

/** A blank before it goes with it, a quote does not. */
function withoutIt(before: string): string {
  return /\s/.test(before) ? '' : before;
}

/** @returns null: the parameter goes; undefined: it stays */
function valueOf(name: string, value: string, root: LaidVolume, swap: string | undefined): string | null | undefined {
  // Variables are told elsewhere.
  if (/[$%{]/.test(value)) return undefined;
  switch (name) {
    case 'root':
      return rootSpec(value, root);
    case 'rootfstype':
      return value === 'auto' || value.split(',').includes(root.filesystem) ? undefined : root.filesystem;
    case 'rootflags':
      return flagsOf(value, root);
    case 'resume':
      return resumeOf(value, swap);
    default:
      // It names a device that was below the root where the archive comes from.
      return null;
  }
}

function resumeOf(value: string, swap: string | undefined): string | null | undefined {
  if (swap === undefined) return null;
  return value === `UUID=${swap}` ? undefined : `UUID=${swap}`;
}

/** Mount options that any filesystem knows, and those of one: with others it cannot be mounted. Subvolumes are not made. */
const OF_ANY = /^(?:rw|ro|(?:no)?(?:atime|diratime)|relatime|strictatime|lazytime|(?:no)?discard)$/;
const OF_ONE: Readonly<Record<string, RegExp>> = {
  ext4: /^(?:data=[a-z]+|commit=\d+|errors=[a-z-]+|barrier=[01]|stripe=\d+)$/,
  xfs: /^(?:logbsize=\w+|logbufs=\d+|inode(?:32|64)|largeio|allocsize=\w+)$/,
  btrfs: /^(?:compress(?:-force)?(?:=[a-z]+(?::\d+)?)?|(?:no)?ssd(?:_spread)?|space_cache(?:=v2)?|discard=async|autodefrag|commit=\d+)$/,
};

function flagsOf(value: string, { filesystem }: LaidVolume): string | null | undefined {
  const kept = value.split(',').filter((flag) => OF_ANY.test(flag) || OF_ONE[filesystem]?.test(flag) === true);
  if (kept.length === 0) return null;
  return kept.join(',') === value ? undefined : kept.join(',');
}
