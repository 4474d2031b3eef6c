import { describe, expect, it } from 'vitest';
import { isMeasured, servesReadOnly } from '../../../electron/drives/room.ts';

/** As statfs(2) told them, on Linux 6.1. */
const RAMFS = { blocks: 0, bfree: 0, files: 0, ffree: 0 };
const SQUASHFUSE = { blocks: 1, bfree: 0, files: 2, ffree: 0 };
const FULL = { blocks: 1000, bfree: 0, files: 100, ffree: 12 };

describe('the room of a filesystem', () => {
  it('is not known of one that counts nothing', () => {
    expect([RAMFS, SQUASHFUSE, FULL].map(isMeasured)).toEqual([false, true, true]);
  });

  it.each([
    ['squashfuse', SQUASHFUSE, 'fuse.squashfuse', true],
    ['a FUSE mount that tells nothing', RAMFS, 'fuse.gvfsd-fuse', false],
    ['a FUSE mount that is full', FULL, 'fuse.sshfs', false],
    ['an NTFS drive that is full', SQUASHFUSE, 'fuseblk', false],
    ['an ext4 that is full', { ...FULL, ffree: 0 }, 'ext4', false],
  ])('%s', (_, measured, filesystem, isReadOnly) => {
    expect(servesReadOnly(measured, { filesystem })).toBe(isReadOnly);
  });
});
