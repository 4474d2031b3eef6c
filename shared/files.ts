/**
 * Bytes of the largest file of an archive or a drive that is read into memory: /etc/fstab, os-release and their like have
 * some hundreds, and programs that are looked at for their machine a few millions.
 */
export const LARGEST_SMALL_FILE = 16 * 1024 ** 2;
