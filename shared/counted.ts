import type { ArchiveFacts } from './facts.ts';
import { grouped } from './format.ts';

/** Numbers of things, as a sentence has them. Pure. */

/** `1 file`, `12 files`. */
export function counted(count: number, thing: string, things = `${thing}s`): string {
  return `${grouped(count)} ${count === 1 ? thing : things}`;
}

/** Behind what was counted: the one that it is, or one of many. */
export function suchAs(count: number, name: string | undefined): string {
  if (!name) return '';
  return count === 1 ? ` (${name})` : `, such as ${name}`;
}

/** What an archive has, kind by kind. */
export function memberKinds({ files, directories, symlinks, hardLinks, special }: ArchiveFacts['entries']): string {
  const kinds: readonly (readonly [count: number, thing: string, things?: string])[] = [
    [files, 'file'],
    [directories, 'folder'],
    [symlinks, 'symlink'],
    [hardLinks, 'hard link'],
    [special, 'device node or fifo', 'device nodes and fifos'],
  ];
  return kinds.flatMap(([count, thing, things]) => (count > 0 ? [counted(count, thing, things)] : [])).join(', ');
}
