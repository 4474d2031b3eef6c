import type { Mount } from './mountinfo.ts';

/**
 * Whether set-uid programs or device nodes on a filesystem work for whoever can reach it: through any of its mounts, since
 * one mount says nothing of another (mount(2), `MS_NOSUID`, `MS_NODEV`). Where it is not mounted at all they do not.
 * @param device `MAJ:MIN` of the filesystem as its mounts have it, which on btrfs is not what stat(2) says
 */
export function isLive(mounts: readonly Mount[], device: string): boolean {
  return mounts.some((mount) => mount.device === device && !(mount.flags.includes('nosuid') && mount.flags.includes('nodev')));
}
