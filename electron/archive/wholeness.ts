import { TarstrapError } from '../../shared/errors.ts';
import type { Compression } from '../../shared/facts.ts';
import { shellQuote } from '../../shared/shell.ts';
import type { Survey } from './container/look.ts';
import type { HeldArchive } from './open.ts';
import { partOf } from './parts.ts';

/** What was cut short is refused before all of it is read, where its container tells. @throws TarstrapError `archive-damaged`, `archive-in-parts`, `archive-appended` */
export function refuseBroken(archive: HeldArchive, compression: Compression, survey: Pick<Survey, 'shape' | 'end'>): void {
  refuseAppended(archive, compression, survey);
  if (survey.shape !== 'broken') return;
  const { path } = archive.identity;
  throw partOf(path) ?? new TarstrapError('archive-damaged', { path }, `Its ${compression} data does not end where it says that it does.`);
}

/** What is whole and has something behind it, at which xz fails as if it were damaged. @throws TarstrapError `archive-appended` */
export function refuseAppended(archive: HeldArchive, compression: Compression, { end }: Pick<Survey, 'end'>): void {
  if (compression !== 'xz' || end === undefined) return;
  const { path } = archive.identity;
  throw new TarstrapError('archive-appended', { path, join: `head -c ${end} ${shellQuote(path)} > ${shellQuote(`${path}.whole`)}` });
}
