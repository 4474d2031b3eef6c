import { ANY_BOOT_FOLDER as ANY } from './folders.ts';

/** Files from which a board or a PC learns what to boot, and how they are written. */

export type BootKind =
  /** U-Boot's and syslinux's menu: `append root=…`, `kernel /boot/Image`. */
  | 'extlinux'
  /** Boot Loader Specification, type 1: `options root=…`, `linux /…`. */
  | 'entry'
  /** GRUB's script. */
  | 'grub'
  /** What GRUB remembers: variables, filled up with `#` to 1024 bytes. */
  | 'grubenv'
  /** Parameters of the kernel, and nothing else that matters. */
  | 'parameters'
  /** Variables of U-Boot: `rootdev=UUID=…`, or its commands as text: `setenv bootargs "root=…"`. */
  | 'variables';

const NAME = '[A-Za-z0-9@._+-]+';

const KINDS: readonly (readonly [RegExp, BootKind])[] = [
  [new RegExp(`^${ANY}/(?:(?:extlinux|syslinux)/)?(?:extlinux|syslinux)\\.(?:conf|cfg)$`), 'extlinux'],
  [new RegExp(`^${ANY}/loader/entries/${NAME}\\.conf$`), 'entry'],
  [new RegExp(`^${ANY}/(?:EFI/${NAME}|grub2?)/(?:grub|custom|bootuuid)\\.cfg$`), 'grub'],
  [new RegExp(`^${ANY}/(?:EFI/${NAME}|grub2?)/grubenv$`), 'grubenv'],
  // Ubuntu has it in `current/`.
  [new RegExp(`^${ANY}/(?:${NAME}/)?cmdline\\.txt$`), 'parameters'],
  // The script of UEFI's shell.
  [new RegExp(`^${ANY}/startup\\.nsh$`, 'i'), 'parameters'],
  [new RegExp(`^${ANY}/(?:limine|refind_linux)\\.conf$`), 'parameters'],
  [new RegExp(`^${ANY}/(?:[A-Za-z]+Env|uenv|env)\\.txt$`), 'variables'],
  [new RegExp(`^${ANY}/boot\\.ini$`), 'variables'],
  // What writes one of these next time.
  [/^etc\/(?:kernel\/cmdline|cmdline\.d\/[A-Za-z0-9._-]+\.conf|update-extlinux\.conf|u-boot-menu\/conf\.d\/[A-Za-z0-9._-]+\.conf)$/, 'parameters'],
  [/^etc\/default\/(?:grub|u-boot|extlinux|grub\.d\/[A-Za-z0-9._-]+\.cfg)$/, 'parameters'],
];

/** The longest of their names that counts. */
const LONGEST = 200;

/** @param name normalised, below the root. @returns undefined for any other file */
export function bootKindOf(name: string): BootKind | undefined {
  // Of a million names hardly any is looked at twice.
  if (name.length > LONGEST || !/^(?:boot|etc|efi|media\/boot)\//.test(name)) return undefined;
  return KINDS.find(([pattern]) => pattern.test(name))?.[1];
}
