/** Changes of single files of a tree that was laid, as data: made by pure functions, done by the root side. */

/** Of a file or folder; numbers, as the tree's own /etc/passwd and /etc/group have them. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/**
 * `text`: the whole file, one character a byte; what is left out of mode and owner is that of the file that is there, else 0644 of root; `isPrivate`: whatever that
 * is, nothing of it is for others.
 * `copy`: a file of the same tree, as it is. `link`: a symlink, in the place of whatever file or link is there.
 * `folder`: made where it is missing, with everything above it that is missing, too; one that is there stays as it is.
 */
export type Change =
  | { readonly kind: 'text'; readonly text: string; readonly mode?: number; readonly owner?: Owner; readonly isPrivate?: true }
  | { readonly kind: 'copy'; readonly from: string }
  | { readonly kind: 'link'; readonly target: string }
  | { readonly kind: 'folder'; readonly mode: number; readonly owner: Owner }
  | { readonly kind: 'remove' };

export interface Edit {
  /** Below the root, without a slash at its beginning, and never with a `..`. */
  readonly path: string;
  /** For people, without any secret, as the end of "/etc/hostname: …". */
  readonly what: string;
  readonly change: Change;
}

/** A tree as far as edits need to know it. Paths as in {@link Edit}. */
export interface TreeView {
  /** Whether there is anything of that name. */
  readonly has: (path: string) => boolean;
  /** Contents of a small file, one character a byte; undefined where there is none, or where contents are not known. */
  readonly read: (path: string) => string | undefined;
}
