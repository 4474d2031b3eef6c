import type { EntryType } from './listing.ts';
import type { TarTime } from './tarTime.ts';

/**
 * What one inode is to be once all members were laid, and when it was changed. Names of one hard-link group have the same object. There may
 * be millions of them: what most do not have is not there, and takes no room.
 */
export interface ExpectedInode extends TarTime {
  readonly type: Exclude<EntryType, 'hardlink'>;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** As the archive lists it. */
  readonly size: number;
  readonly linkTarget?: string | undefined;
  readonly device?: { readonly major: number; readonly minor: number } | undefined;
  readonly extended?: boolean | undefined;
  readonly acl?: boolean | undefined;
  /**
   * Number of the member, counted from 0, that its contents, metadata and attributes come from. null: a folder that no member names,
   * which tar makes by itself; then only its type is told.
   */
  readonly member: number | null;
  /** What that member calls an archive or an image, where this is not `./` and the name that it was laid at. */
  readonly called?: string | undefined;
}

export type Inode = { -readonly [K in keyof ExpectedInode]: ExpectedInode[K] } & { /** How many names are in a folder. */ children?: number };

/** Why a path leads nowhere; `outside`: out of the target, where it depends on the machine what is there. */
export type Nowhere = 'missing' | 'not-a-folder' | 'too-long' | 'outside';

/** A normalised name without symlinks on the way to it, and what is there. */
export interface Place {
  readonly name: string;
  readonly inode: Inode;
}

/** A folder that tar makes on the way, with what the engine's umask leaves it. */
export function plainFolder(): Inode {
  return { type: 'directory', mode: 0o755, uid: 0, gid: 0, size: 0, seconds: 0, nanoseconds: 0, extended: false, acl: false, member: null, children: 0 };
}
