import type { BigIntStats } from 'node:fs';
import type { TarTime } from '../../archive/tarTime.ts';

const SECOND = 1_000_000_000n;
const EARLIEST = -(2n ** 31n);
/** The last second that there is: on xfs without bigtime and ext4 with small inodes, on ext4, and on xfs. The kernel goes no further. */
const LAST = [2n ** 31n - 1n, 15_032_385_535n, 16_299_260_424n];
/** Nanoseconds between two times that a filesystem can tell apart, where it cannot tell each: NTFS and SMB; ext3. */
const STEPS = [100n, SECOND];

/**
 * Whether a file has the time that it was to have, as far as its filesystem can hold it (`timestamp_truncate` in the kernel's
 * fs/inode.c). When it was changed is the kernel's own time, and tells how fine times are there.
 */
export function isTimeOf({ seconds, nanoseconds }: TarTime, { mtimeNs, ctimeNs }: Pick<BigIntStats, 'mtimeNs' | 'ctimeNs'>): boolean {
  const wanted = BigInt(seconds) * SECOND + BigInt(nanoseconds);
  if (wanted === mtimeNs) return true;
  if (LAST.some((last) => clamp(wanted, last) === mtimeNs)) return true;
  return STEPS.some((step) => ctimeNs % step === 0n && floor(wanted, step) === mtimeNs);
}

/** In the first and in the last second that there is, the kernel keeps no fraction. */
function clamp(time: bigint, last: bigint): bigint {
  if (time < (EARLIEST + 1n) * SECOND) return EARLIEST * SECOND;
  return time >= last * SECOND ? last * SECOND : time;
}

/** Downwards also before 1970. */
function floor(time: bigint, step: bigint): bigint {
  return time - (((time % step) + step) % step);
}
