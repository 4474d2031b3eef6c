/** Folders in which systems keep what a loader reads, or where partitions of it are mounted. */
export const BOOT_FOLDERS = ['boot', 'boot/efi', 'boot/firmware', 'boot/uboot', 'efi', 'media/boot'] as const;
