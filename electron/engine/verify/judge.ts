import { counted } from '../../../shared/counted.ts';
import type { AclNames } from '../../../shared/facts.ts';
import { TarstrapError } from '../../../shared/errors.ts';
import { formatBytes, grouped } from '../../../shared/format.ts';
import type { ExpectedTree } from '../../archive/expected.ts';
import { Scope } from '../../run/scope.ts';
import { type Job, note } from '../job.ts';
import { type ArchiveSource, compareByTar, type TarsWord } from './compare.ts';
import { judgeContents, type Told } from './contents.ts';
import { addedToBoot } from './addedToBoot.ts';
import { type Amendable, amendable, compareAmended, type LaidVolumes } from './amended.ts';
import { compareEdited, leaveOut, namesOf } from './edited.ts';
import { detachFstab, type Expected } from './expectation.ts';
import { compareExtended, isOf, withAttributes, type WithAttributes } from './extended.ts';
import { findExtras } from './extras.ts';
import { uncoverFstab } from './fstab.ts';
import type { Mismatches } from './mismatches.ts';
import { compareSamples } from './samples.ts';
import { readOnceMore, type Seen } from './secondPass.ts';
import { compareTree, type FoundTree, shownName } from './tree.ts';
import type { Laid } from './watch.ts';

export interface Judging extends ArchiveSource, FoundTree {
  /** What was seen when it was laid. Without its tree, the archive itself is compared, contents and all. */
  readonly laid: Laid;
  /** Whether attributes are worth a second look into the archive, where they were not kept. */
  readonly readsAttributes: boolean;
  /** Where nothing is known of how it was laid, what lies on the drive: its boot configuration may have been made to fit that. */
  readonly drive?: LaidVolumes;
  /** It may have been changed since. */
  readonly isLate: boolean;
  /** Whether members with attributes are to be expected. */
  readonly extended: boolean;
  /** Attributes of the archive that take an administrator. */
  readonly privileged: number;
  /** How many members there are, where that is known. */
  readonly members?: number;
  /** Whom its ACLs name. */
  readonly people: AclNames;
  /** Our lines may be in /etc/fstab: they are left out of the comparison. */
  readonly amended: boolean;
  /** Of the archive's own /etc/fstab, if it has one. */
  readonly fstabBytes: number | null;
  /** The caller may not read what lies there: only what comes from his archive is named. */
  readonly isPrivate: boolean;
}

function sampleWords(bytes: number | undefined): string {
  return bytes === undefined ? '' : `, and ${formatBytes(bytes)} of contents as a sample`;
}

function amendedTexts({ root, drive }: Judging, expected: Expected, differing: TarsWord['differing'] | undefined): Amendable {
  return drive && differing ? amendable(root, expected.paths, differing) : new Map();
}

/** Of what is not to be as the archive has it. */
function ourNames({ root, laid, drive }: Judging, texts: Amendable, expected: Expected): ReadonlySet<string> {
  return new Set([...namesOf(laid.edits ?? []), ...[...texts.values()].flat(), ...(drive ? addedToBoot(root, drive, expected.paths) : [])]);
}

const NOTHING: Told = { differ: [], untold: new Map() };

/** The one comparison of a tree with its archive, whichever way it was laid. @returns how many members the archive has */
export async function judge(request: Judging, found: Mismatches, job: Job): Promise<number> {
  await using covers = new Scope();
  const { root, laid, isPrivate } = request;
  const original = request.amended ? await uncoverFstab({ root, bytes: request.fstabBytes }, job, covers) : undefined;
  const { expected, differing, early, problem } = await witness(request, job);
  const texts = amendedTexts(request, expected, differing);
  const edited = ourNames(request, texts, expected);
  const paths = leaveOut(original === undefined ? expected.paths : detachFstab(expected.paths), edited);
  await compareTree(paths, request, { amended: original !== undefined, isRight: early?.isRight }, found, job.signal);
  compareEdited(root, laid.edits, request.fat, found);
  const told = differing ? judgeContents(expected, paths, differing) : NOTHING;
  for (const name of told.differ) found.add(shownName(name), 'Contents differ');
  const sampled = laid.samples ? await compareSamples(root, laid.samples, paths, found, job.signal) : undefined;
  // The cover of /etc/fstab has its contents only.
  await covers[Symbol.asyncDispose]();
  const members = withAttributes(paths, request);
  const mayHaveMore = (name: string): boolean => !request.isFresh || expected.layered.has(name);
  await judgeRest(request, { members, told, original, mayHaveMore, texts, paths: expected.paths }, found, job);
  const ours = [...(original === '' ? ['etc/fstab'] : []), ...request.volumes];
  if (request.isFresh) await findExtras(root, { paths, ours, edited, fat: request.fat, isPrivate }, found, job.signal);
  if (problem !== undefined && found.count === 0) throw new TarstrapError('step-failed', { step: 'Comparing with the archive' }, problem);
  note(
    job,
    `Compared with the archive: ${counted(expected.members, 'member')}, ${grouped(members.size)} of them with extended attributes${sampleWords(sampled)}.`,
  );
  return expected.members;
}

/** What the archive makes of the target; and where its contents are compared, what tar says of them. */
async function witness(request: Judging, job: Job): Promise<Pick<TarsWord, 'expected'> & Partial<TarsWord>> {
  const { expected, unpacked, linkAt } = request.laid;
  return expected ? { expected } : compareByTar({ ...request, linkAt, isFirstOfTwo: request.extended && !unpacked }, job);
}

interface Rest {
  readonly members: WithAttributes;
  readonly told: Told;
  readonly original: string | undefined;
  readonly mayHaveMore: (name: string) => boolean;
  /** Boot configuration that may have been amended, by its members. */
  readonly texts: Amendable;
  /** All that the archive makes. */
  readonly paths: ExpectedTree['paths'];
}

/** Attributes, and contents that tar could not compare: both by our own reader, in one pass, if one is needed. */
async function judgeRest(request: Judging, { members, told, original, mayHaveMore, texts, paths }: Rest, found: Mismatches, job: Job): Promise<void> {
  const { root, privileged, isPrivate, laid } = request;
  const kept = laid.unpacked && isOf(laid.unpacked, members) ? laid.unpacked.portraits : undefined;
  const attributes = kept || !request.readsAttributes ? new Map<number, string[]>() : byMember(members);
  const isNeeded = attributes.size + told.untold.size + texts.size > 0;
  const seen: Seen = isNeeded
    ? await readOnceMore(request, { attributes, contents: told.untold, texts: new Set(texts.keys()) }, { root, original, people: request.people }, job)
    : UNSEEN;
  for (const name of seen.differ) found.add(shownName(name), 'Contents differ');
  if (request.drive) compareAmended({ root, laid: request.drive, names: texts, originals: seen.texts, paths, fat: request.fat }, found);
  if (seen.untold > 0) note(job, `${seen.untold} sparse files that have other names now were not compared by content.`, 'warning');
  const expected = kept ?? (attributes.size > 0 ? seen.portraits : undefined);
  if (expected) await compareExtended(root, { members, expected, isKept: kept !== undefined, mayHaveMore, privileged, isPrivate }, found, job);
}

const UNSEEN: Seen = { portraits: new Map(), differ: [], texts: new Map(), untold: 0 };

function byMember(members: ExpectedTree['paths']): Map<number, string[]> {
  const names = new Map<number, string[]>();
  for (const [name, { member }] of members) if (member !== null) names.set(member, [...(names.get(member) ?? []), name]);
  return names;
}
