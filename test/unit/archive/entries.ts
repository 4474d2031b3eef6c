import type { EntryType, TarEntry } from '../../../electron/archive/listing.ts';

/** A member of root's, of which only this counts. */
export function entryOf(name: string, type: EntryType, linkTarget?: string): TarEntry {
  return {
    name,
    type,
    ...(linkTarget === undefined ? {} : { linkTarget }),
    block: undefined,
    mode: 0o644,
    uid: 0,
    gid: 0,
    size: name.length,
    mtime: { seconds: 0, nanoseconds: 0 },
    extended: false,
    acl: false,
  };
}
