import { spawnSync } from 'node:child_process';
import type { ListedAttribute } from '../../electron/archive/attributes.ts';
import { LISTING_OPTIONS, parseEntry, type TarEntry } from '../../electron/archive/listing.ts';

/** What GNU tar lists of an archive. */
export interface Listed {
  readonly entries: readonly TarEntry[];
  /** Of each of them. */
  readonly attributes: readonly (readonly ListedAttribute[])[];
  /** Whether it found nothing wrong. */
  readonly isSound: boolean;
}

/** @param options such as `--ignore-zeros` */
export function listByTar(archive: string, ...options: readonly string[]): Listed {
  const args = ['-tvvvRP', ...LISTING_OPTIONS, ...options, '-f', archive];
  const env = { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC0' };
  const { stdout, status } = spawnSync('tar', args, { env, encoding: 'latin1', maxBuffer: 1 << 30 });
  const entries: TarEntry[] = [];
  const attributes: ListedAttribute[][] = [];
  for (const line of stdout.split('\n')) {
    const entry = parseEntry(line);
    const attribute = parseAttribute(line);
    if (entry) attributes.push([]);
    if (entry) entries.push(entry);
    else if (attribute) attributes.at(-1)?.push(attribute);
  }
  return { entries, attributes, isSound: status === 0 };
}

/** `  x: 20 security.capability`, `  a: user::rw-,group:adm:r--,…` or `  s: system_u:object_r:etc_t:s0` (`xattrs_print` in tar's xattrs.c). */
function parseAttribute(line: string): ListedAttribute | undefined {
  const [, bytes, name] = /^ {2}x: (\d+) (.*)$/.exec(line) ?? [];
  if (name !== undefined) return { kind: 'xattr', name, bytes: Number(bytes) };
  if (line.startsWith('  a: ')) return { kind: 'acl', entries: line.slice(5).split(',') };
  return line.startsWith('  s: ') ? { kind: 'label' } : undefined;
}
