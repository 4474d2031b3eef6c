/** Folders in which systems keep what a loader reads, or where partitions of it are mounted. */
export const BOOT_FOLDERS = ['boot', 'boot/efi', 'boot/firmware', 'boot/uboot', 'efi', 'media/boot'] as const;

/** The same as part of a pattern: of two that fit, the one that goes further. */
export const ANY_BOOT_FOLDER = `(?:${BOOT_FOLDERS.toSorted((a, b) => b.length - a.length).join('|')})`;
