/** Files from which a board or a PC learns what to boot, and how they are written. */

export type BootKind =
  /** U-Boot's and syslinux's menu: `append root=…`, `kernel /boot/Image`. */
  | 'extlinux'
  /** Boot Loader Specification, type 1: `options root=…`, `linux /…`. */
  | 'entry'
  /** GRUB's script. */
  | 'grub'
  /** Parameters of the kernel and nothing else, in one line. */
  | 'parameters'
  /** Variables of U-Boot: `rootdev=UUID=…`. */
  | 'environment'
  /** U-Boot's commands as text: `setenv bootargs "root=…"`. */
  | 'script'
  /** Of a tool that writes one of these: shell variables. */
  | 'settings';

/** Where a system may have them; the folders are those where FAT partitions are mounted, too. */
const KINDS: readonly (readonly [RegExp, BootKind])[] = [
  [/^(?:boot\/(?:firmware\/|efi\/)?|efi\/)(?:extlinux\/extlinux|syslinux\/syslinux|extlinux|syslinux)\.(?:conf|cfg)$/, 'extlinux'],
  [/^(?:boot\/(?:efi\/)?|efi\/)loader\/entries\/[A-Za-z0-9@._+-]+\.conf$/, 'entry'],
  [/^(?:boot\/(?:efi\/)?|efi\/)(?:EFI\/[A-Za-z0-9._-]+|grub2?)\/(?:grub|custom)\.cfg$/, 'grub'],
  [/^boot\/(?:firmware\/)?cmdline\.txt$/, 'parameters'],
  [/^etc\/kernel\/cmdline$/, 'parameters'],
  [/^boot\/(?:firmware\/)?(?:[a-z]+Env|uenv|env)\.txt$/, 'environment'],
  [/^boot\/(?:firmware\/)?boot\.ini$/, 'script'],
  [/^etc\/default\/(?:grub|u-boot|extlinux)$/, 'settings'],
];

/** The longest of their names that counts. */
const LONGEST = 200;

/** @param name normalised, below the root. @returns undefined for any other file */
export function bootKindOf(name: string): BootKind | undefined {
  // Of a million names hardly any is looked at twice.
  if (name.length > LONGEST || !/^(?:boot|etc|efi)\//.test(name)) return undefined;
  return KINDS.find(([pattern]) => pattern.test(name))?.[1];
}
