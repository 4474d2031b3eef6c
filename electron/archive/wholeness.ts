import { TarstrapError } from '../../shared/errors.ts';
import type { Compression } from '../../shared/facts.ts';
import { shellQuote } from '../../shared/shell.ts';
import { shapeOf } from './container/shape.ts';
import { endOfXz } from './container/xz.ts';
import { bytesOf, type HeldArchive } from './open.ts';
import { partOf } from './parts.ts';

/** What was cut short is refused before all of it is read, where its container tells. @throws TarstrapError `archive-damaged`, `archive-in-parts`, `archive-appended` */
export function refuseBroken(archive: HeldArchive, compression: Compression, shape = shapeOf(bytesOf(archive), compression)): void {
  refuseAppended(archive, compression, shape);
  if (shape !== 'broken') return;
  const { path } = archive.identity;
  throw partOf(path) ?? new TarstrapError('archive-damaged', { path }, `Its ${compression} data does not end where it says that it does.`);
}

/** What is whole and has something behind it, at which xz fails as if it were damaged. @throws TarstrapError `archive-appended` */
export function refuseAppended(archive: HeldArchive, compression: Compression, shape = shapeOf(bytesOf(archive), compression)): void {
  if (compression !== 'xz') return;
  const end = shape === 'appended' ? endOfXz(bytesOf(archive)) : undefined;
  if (end !== undefined) throw appended(archive.identity.path, end);
}

function appended(path: string, length: number): TarstrapError {
  return new TarstrapError('archive-appended', { path, join: `head -c ${length} ${shellQuote(path)} > ${shellQuote(`${path}.whole`)}` });
}
