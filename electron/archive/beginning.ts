import type { Compression } from '../../shared/facts.ts';
import { MiB } from '../../shared/plan/sizes.ts';
import type { MembersFacts, MembersFold } from './inspect.ts';
import type { Bytes } from './container/bytes.ts';
import { bytesOf, type HeldArchive } from './open.ts';
import { guessOf, likelyOf, toldLength } from './container/guess.ts';
import type { Survey } from './container/look.ts';
import { BLOCK } from './tarHeader.ts';

/** An archive of which only the beginning was read. */

/** What is read in this time, in milliseconds, is read completely. */
export const GLANCE_MS = 50;

/** Bytes of files that are read in no time, however busy the machine is: of a plain tar only the headers are. */
const SMALL = { plain: 256 * MiB, compressed: 4 * MiB } as const;

/** Whether it is worth it, and nothing speaks against it that it is whole, as far as can be told without reading it. */
export function mayStayUnread(archive: HeldArchive, compression: Compression): boolean {
  const { size } = archive.identity;
  if (compression === 'none') return size > SMALL.plain && endsWithZeros(archive);
  return size > SMALL.compressed;
}

/** tar's end mark, and what fills its last record. */
function endsWithZeros(archive: HeldArchive): boolean {
  const { size, at } = bytesOf(archive);
  return size % BLOCK === 0 && at(Math.max(0, size - 2 * BLOCK), 2 * BLOCK).every((byte) => byte === 0);
}

/** A compressed file, and what a walk through it has told. */
export interface Contained {
  readonly compression: Compression;
  readonly survey: Survey;
}

/** What the first members tell, and what the container tells of the rest. */
export function beginningOf(fold: MembersFold, archive: HeldArchive, { compression, survey }: Contained): MembersFacts {
  const { position } = fold.soFar();
  const bytes = bytesOf(archive);
  const told = toldLength(survey);
  const streamBytes = Math.max(told ?? guessOf(bytes, survey), position + 1);
  const block = position / BLOCK;
  const facts = fold.finish({ block, blocks: block, ending: { tars: 1, marked: true, junkAt: null, trailing: false } });
  const ofBsdtar = fold.isOfBsdtar() ? { ofBsdtar: true as const } : {};
  return { ...facts, streamBytes, unread: streamBytes - position, ...ofBsdtar, ...(told === undefined ? guessedFacts(bytes, { compression, survey }) : {}) };
}

function guessedFacts(bytes: Bytes, { compression, survey }: Contained): Pick<MembersFacts, 'guessed' | 'likelyBytes' | 'milestones'> {
  const likelyBytes = likelyOf(bytes, compression);
  const milestones = survey.blocks?.milestones;
  return { guessed: true, ...(likelyBytes === undefined ? {} : { likelyBytes }), ...(milestones ? { milestones: [...milestones] } : {}) };
}
