import { TarstrapError } from '../../shared/errors.ts';
import { shellQuote } from '../../shared/shell.ts';

/**
 * Names that split(1) and its like give to parts: `rootfs.tar.xz.part-ab`, `rootfs.aa`, `rootfs.7z.001`, `rootfs.tar.xzac`, `xaa`. Other
 * names may end like these as well: a file is a part only if its contents say the same.
 */
const PARTS: readonly RegExp[] = [
  /^(?<stem>(?<whole>.+)[._-]part[._-]?)(?<count>[a-z]{2,3}|\d{1,4})$/,
  /^(?<stem>(?<whole>.+)[._-])(?<count>a[a-z])$/,
  /^(?<stem>(?<whole>.+)\.)(?<count>\d{3})$/,
  /^(?<stem>(?<whole>.+\.(?:tar|tgz|gz|xz|zst|bz2|lz4|lz|lzma|Z))[._-]?)(?<count>a[a-z]|\d{2,3})$/,
  /^(?<stem>(?<whole>(?:.*\/)?x))(?<count>[a-z]{2})$/,
];

/** What a file is by its name: one part of many, with what puts them together. @returns undefined for other names */
export function partOf(path: string): TarstrapError | undefined {
  const { stem, whole, count } = PARTS.map((pattern) => pattern.exec(path)?.groups).find(Boolean) ?? {};
  if (stem === undefined || whole === undefined || count === undefined) return undefined;
  return new TarstrapError('archive-in-parts', { path, join: `cat ${shellQuote(stem)}${'?'.repeat(count.length)} > ${shellQuote(whole)}` });
}

/** Damage that is none, but the border of a part. */
export function asPart(error: unknown, path: string): TarstrapError | undefined {
  return error instanceof TarstrapError && error.code === 'archive-damaged' ? partOf(path) : undefined;
}
