import { unquote } from '../../archive/quoting.ts';
import { normaliseName } from '../../archive/names.ts';

/**
 * What GNU tar says while it packs (create.c, misc.c, xattrs.c of tar 1.34; locale C). A name stands in front, escaped; what tar says of it behind the last
 * words that can be one of these.
 *
 *     tar: ./a: file changed as we read it
 *     tar: ./a: File removed before we read it
 *     tar: ./a: File shrank by 100 bytes; padding with zeros
 *     tar: ./a: Read error at byte 0, while reading 512 bytes: Input/output error
 *     tar: ./a: Cannot open: Input/output error
 *     tar: ./a: Warning: Cannot llistxattrat: Input/output error
 */
export type PackingWords =
  | { readonly kind: 'changed' | 'gone'; readonly name: string }
  | { readonly kind: 'unreadable'; readonly name: string; readonly reason: string }
  | { readonly kind: 'harmless' }
  | { readonly kind: 'other' };

const FRONT = /^(?:\/[!-~]{0,200}\/)?tar: /;
const CHANGED = /^(.{1,65536}): (?:file changed as we read it|File shrank by \d{1,20} bytes; padding with zeros|contents changed)$/s;
const GONE = /^(.{1,65536}?): (?:File removed before we read it|(?:Warning: )?Cannot [a-z]{1,20}: No such file or directory)$/s;
const UNREADABLE = /^(.{1,65536}?): (?:Read error at byte \d{1,20}, while reading \d{1,20} bytes|(?:Warning: )?Cannot [a-z_]{1,20}): ([^:]{1,200})$/s;
const HARMLESS =
  /^(?:Exiting with failure status due to previous errors|Removing leading .{0,80}|SELinux support is not available|.{1,65536}: (?:socket|door) ignored|.{1,65536}: (?:Warning: )?Cannot [a-z_]{1,20}: Operation not supported)$/s;
/** The last report comes when tar is gone, and nobody can tell any more whether it is true. */
const LAST = /^Total bytes written: \d{1,20} \([^()]*\)$/;

export function packingWords(line: string): PackingWords {
  if (LAST.test(line)) return { kind: 'harmless' };
  if (!FRONT.test(line)) return { kind: 'other' };
  const words = line.replace(FRONT, '');
  if (HARMLESS.test(words)) return { kind: 'harmless' };
  const changed = CHANGED.exec(words)?.[1];
  if (changed !== undefined) return { kind: 'changed', name: nameIn(changed) };
  const gone = GONE.exec(words)?.[1];
  if (gone !== undefined) return { kind: 'gone', name: nameIn(gone) };
  const [, name, reason] = UNREADABLE.exec(words) ?? [];
  return name !== undefined && reason !== undefined && name !== '-' ? { kind: 'unreadable', name: nameIn(name), reason } : { kind: 'other' };
}

/** Words come as UTF-8, names are byte strings. */
function nameIn(escaped: string): string {
  return normaliseName(unquote(Buffer.from(escaped, 'utf8').toString('latin1')));
}
