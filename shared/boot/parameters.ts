import type { LaidSystem, LaidVolume } from './laid.ts';
import { rootSpec } from './rootSpec.ts';

/**
 * Parameters of the kernel that name a drive, wherever they stand in a line of text (kernel-parameters; dracut.cmdline(7); initramfs-tools(7); those of Alpine's,
 * Gentoo's and postmarketOS's initramfs).
 */

/** @returns null: the parameter goes; undefined: it stays */
type Amend = (value: string, laid: Laid) => string | null | undefined;

interface Laid {
  readonly root: LaidVolume;
  /** Where /boot has one of its own. */
  readonly boot: LaidVolume | undefined;
  readonly swap: string | undefined;
  readonly hasInitramfs: boolean;
}

/** It names a device that was below or beside the root where the archive comes from. */
const gone: Amend = () => null;
const ofRoot: Amend = (value, { root, hasInitramfs }) => rootSpec(value, root, hasInitramfs);
const resume: Amend = (_, { swap }) => (swap === undefined ? null : `UUID=${swap}`);

const PARAMETERS: readonly (readonly [RegExp, Amend])[] = [
  [/^(?:root|real_root)$/, ofRoot],
  [/^pmos_root_uuid$/, (_, { root }) => root.uuid],
  [/^pmos_boot_uuid$/, (_, { boot }) => boot?.uuid ?? null],
  // Of fips=1; others call what is to be booted so.
  [/^boot$/, (value, { boot }) => (/^(?:UUID=|LABEL=|\/dev\/)/.test(value) ? (boot ? rootSpec(value, boot, true) : null) : undefined)],
  [/^rootfstype$/, (value, { root }) => (value === 'auto' || value.split(',').includes(root.filesystem) ? undefined : root.filesystem)],
  [/^rootflags$/, (value, { root }) => flagsOf(value, root)],
  [/^(?:real_)?resume$/, resume],
  [/^(?:resume_offset|crypt_?root|cryptdm|cryptopts|cryptdevice|mount\.usr[a-z]*|(?:rd\.)?luks\.[a-z]+|rd\.lvm\.[a-z]+|rd\.md\.uuid)$/, gone],
];

/** What is before a parameter, its name, and its value up to a blank or a quote, or between quotes. */
const PARAMETER =
  /(^|[\s"'=])(root|real_root|pmos_root_uuid|pmos_boot_uuid|boot|rootfstype|rootflags|real_resume|resume|resume_offset|crypt_?root|cryptdm|cryptopts|cryptdevice|mount\.usr[a-z]*|(?:rd\.)?luks\.[a-z]+|rd\.lvm\.[a-z]+|rd\.md\.uuid)=("[^"]+"|'[^']+'|[^\s"']*)/g;

/** @returns the line with the parameters as they have to be; what names no drive stays to the letter */
export function amendParameters(line: string, { volumes, swap }: LaidSystem, hasInitramfs: boolean): string {
  const root = volumes.find(({ mount }) => mount === '/');
  if (!root) return line;
  const boot = volumes.find(({ mount }) => mount === '/boot');
  // Nothing but Alpine's initramfs is told its modules so.
  const laid = { root, boot, swap, hasInitramfs: hasInitramfs || /(?:^|[\s"'])modules=/.test(line) };
  return line.replace(PARAMETER, (whole: string, before: string, name: string, value: string) => {
    const plain = value.replace(/^(["'])(.*)\1$/, '$2');
    if (/[$%{]/.test(plain)) return whole;
    const now = PARAMETERS.find(([pattern]) => pattern.test(name))?.[1](plain, laid);
    if (now === undefined || now === plain) return whole;
    return now === null ? withoutIt(before) : `${before}${name}=${now}`;
  });
}

/** A blank before it goes with it, a quote does not. */
function withoutIt(before: string): string {
  return /\s/.test(before) ? '' : before;
}

/** Mount options that any filesystem knows, and those of one: with others it cannot be mounted. Subvolumes are not made. */
const OF_ANY = /^(?:rw|ro|(?:no)?(?:atime|diratime)|relatime|strictatime|lazytime|(?:no)?discard)$/;
const OF_ONE: Readonly<Record<string, RegExp>> = {
  ext4: /^(?:data=[a-z]+|commit=\d+|errors=[a-z-]+|barrier=[01]|stripe=\d+)$/,
  xfs: /^(?:logbsize=\w+|logbufs=\d+|inode(?:32|64)|largeio|allocsize=\w+)$/,
  btrfs: /^(?:compress(?:-force)?(?:=[a-z]+(?::\d+)?)?|(?:no)?ssd(?:_spread)?|space_cache(?:=v2)?|discard=async|autodefrag|commit=\d+)$/,
};

function flagsOf(value: string, { filesystem }: LaidVolume): string | null {
  const kept = value.split(',').filter((flag) => OF_ANY.test(flag) || OF_ONE[filesystem]?.test(flag) === true);
  return kept.length === 0 ? null : kept.join(',');
}
