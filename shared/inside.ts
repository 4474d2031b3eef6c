import { z } from './zod.ts';

/** One folder of an archive, to be laid as if it were all of it: `rootfs/etc/fstab` becomes `etc/fstab`. */

/** A relative path without `.` and `..`, all of which can be seen. tar undoes backslashes on its command line. */
export const folderInside = z.string().check(
  z.maxLength(1024),
  z.regex(/^[^\\\p{C}\p{Zl}\p{Zp}]+$/u),
  z.refine((path) => path.split('/').every((part) => !['', '.', '..'].includes(part)), 'a relative path without . and ..'),
);

/** More ways to write one folder than this are in no archive that was made by a program. */
export const MOST_SPELLINGS = 8;

export const inside = z
  .object({
    folder: folderInside,
    /** As the members have it, `./rootfs` or `rootfs`: tar takes names to the letter. */
    spellings: z.array(z.string().check(z.maxLength(1100))).check(z.minLength(1), z.maxLength(MOST_SPELLINGS)),
  })
  .check(z.refine(({ folder, spellings }) => spellings.every((spelling) => plainPath(spelling) === folder), 'every spelling is one of the folder'));
export type Inside = z.infer<typeof inside>;

/** `./rootfs//` is `rootfs`. */
export function plainPath(path: string): string {
  return path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
}

/**
 * Options of tar, for unpacking, comparing and listing alike: only what lies in the folder, named from there. The pattern knows no more
 * of it than how deep it lies, and takes the longest that fits, so that a `.` is no part. `--strip-components` would leave out the folder
 * itself, and so the mode, the owner and the attributes of the root. Symlinks keep their targets (`S`).
 * tar tells the members by these names as well: those that hard links lead to it shows in no other way.
 */
export function insideOptions(of: Inside | null): string[] {
  if (of === null) return [];
  const above = of.folder.split('/').length - 1;
  const parts = `${above > 0 ? `([^/]+/(\\.?/)*){${above}}` : ''}[^/]+`;
  return [
    '--anchored',
    '--no-wildcards',
    '--show-transformed-names',
    `--transform=s,^(\\.?/)*${parts}(/|$),./,xS`,
    ...of.spellings.map((spelling) => `--add-file=${spelling}`),
  ];
}
