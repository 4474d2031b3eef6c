import type { Mount } from './mountinfo.ts';

/** What statfs(2) says of a filesystem. */
export interface Measured {
  readonly blocks: number;
  readonly bfree: number;
  readonly files: number;
  readonly ffree: number;
}

/** One that has no size at all does not count: ramfs, many a FUSE mount. */
export function isMeasured({ blocks }: Pick<Measured, 'blocks'>): boolean {
  return blocks > 0;
}

/** A filesystem that makes inodes as they are needed counts none (btrfs; statfs(2)). */
export function freeInodes({ files, ffree }: Pick<Measured, 'files' | 'ffree'>): number | undefined {
  return files === 0 ? undefined : ffree;
}

/**
 * A program that serves an image or an archive by FUSE, such as squashfuse, has it mounted as if it could be written. It has not one block and
 * not one inode to give, which those that can be written never come to at once.
 */
export function servesReadOnly({ blocks, bfree, files, ffree }: Measured, mount: Pick<Mount, 'filesystem'> | undefined): boolean {
  const isServed = mount?.filesystem.startsWith('fuse.') ?? false;
  return isServed && blocks > 0 && bfree === 0 && files > 0 && ffree === 0;
}
