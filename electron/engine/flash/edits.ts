import { chmodSync, chownSync, lstatSync, mkdirSync, rmSync, type Stats, symlinkSync } from 'node:fs';
import { errnoName } from '../../../shared/errno.ts';
import { TarstrapError } from '../../../shared/errors.ts';
import type { Change, Edit } from '../../../shared/edits.ts';
import { displayName, parentOf } from '../../archive/names.ts';
import { runStep } from '../../run/run.ts';
import { type Job, note } from '../job.ts';
import { rewriteFile } from './rewrite.ts';
import { touchCommand } from './touch.ts';
import type { UnpackedTree } from './treeView.ts';

/** Edits of a tree that was unpacked, done by root where links are not followed. What is odd stays as it is, and is named. */

/** An edit that was done, by the name that it has on the filesystem. */
export interface Done extends Edit {
  /** Folders that were made on the way to it. */
  readonly made: readonly string[];
}

/** Folders of the archive keep their times. @param root of the tree */
export async function applyEdits(root: string, tree: UnpackedTree, edits: readonly Edit[], job: Job): Promise<Done[]> {
  const times = new Map<string, bigint>();
  const done: Done[] = [];
  for (const edit of edits) {
    const path = tree.real(edit.path);
    if (path === undefined) leave(edit, 'its folders are links that lead in circles', job);
    else if (!/^[ -~]+$/.test(path)) leave(edit, 'its folders have names that are not ASCII', job);
    else {
      rememberTimes(root, path, times);
      const result = await orFull(() => applyEdit(root, tree, { ...edit, path }, job));
      if (result) done.push(result);
    }
  }
  for (const [folder, mtimeNs] of times) await runStep(`Setting the time of /${folder}`, touchCommand(`${root}/${folder}`, mtimeNs));
  return done;
}

/** Of the folders above it that are there. */
function rememberTimes(root: string, path: string, times: Map<string, bigint>): void {
  for (let folder = parentOf(path); ; folder = parentOf(folder)) {
    const stat = lstatSync(`${root}/${folder}`, { bigint: true, throwIfNoEntry: false });
    if (stat?.isDirectory() && !times.has(folder)) times.set(folder, stat.mtimeNs);
    if (folder === '') return;
  }
}

/** @throws TarstrapError `drive-full` */
async function orFull<T>(edit: () => Promise<T>): Promise<T> {
  try {
    return await edit();
  } catch (cause) {
    const name = errnoName(cause);
    if (name === 'ENOSPC' || name === 'EDQUOT') throw new TarstrapError('drive-full', {}, undefined, { cause });
    throw cause;
  }
}

function leave({ path, what }: Edit, why: string, job: Job): undefined {
  note(job, `/${displayName(path)} was left as it is (${what}): ${why}.`, 'warning');
  return undefined;
}

/** @returns undefined for a copy of what is no ordinary file: whatever is read must end */
function resolved(change: Change, tree: UnpackedTree): Change | undefined {
  if (change.kind !== 'copy') return change;
  const from = tree.file(change.from);
  return from === undefined ? undefined : { ...change, from };
}

async function applyEdit(root: string, tree: UnpackedTree, edit: Edit, job: Job): Promise<Done | undefined> {
  const made = makeFolders(root, parentOf(edit.path));
  if (!made) return leave(edit, 'what is above it is no folder', job);
  const at = `${root}/${edit.path}`;
  const change = resolved(edit.change, tree);
  if (!change) return leave(edit, 'what it is a copy of is no ordinary file', job);
  const outcome = await make({ root, at, there: lstatSync(at, { throwIfNoEntry: false }), signal: job.signal }, change);
  if (outcome === 'done') return { ...edit, change, made };
  return outcome === 'nothing to do' ? undefined : leave(edit, outcome, job);
}

interface Place {
  readonly root: string;
  readonly at: string;
  readonly there: Stats | undefined;
  readonly signal: AbortSignal;
}

/** @returns else why it was not done, as the end of a sentence */
async function make(place: Place, change: Change): Promise<string> {
  switch (change.kind) {
    case 'text':
      return writeText(place, change);
    case 'copy':
      return copy(place, change);
    case 'link':
      return link(place, change);
    case 'folder':
      return makeFolder(place, change);
    case 'remove':
      return remove(place);
  }
}

type Of<Kind extends Change['kind']> = Extract<Change, { kind: Kind }>;

async function writeText({ at }: Place, change: Of<'text'>): Promise<string> {
  const problem = await rewriteFile(at, () => change.text, change);
  return problem ? PROBLEMS[problem] : 'done';
}

async function copy({ root, at, there, signal }: Place, { from }: Of<'copy'>): Promise<string> {
  if (there) return 'there is something of that name';
  await runStep(`Copying /${from}`, { tool: 'cp', args: ['--no-target-directory', '--', `${root}/${from}`, at], signal });
  return 'done';
}

function link({ at, there }: Place, { target }: Of<'link'>): string {
  if (there?.isDirectory()) return 'it is a folder';
  rmSync(at, { force: true });
  symlinkSync(target, at);
  return 'done';
}

function makeFolder({ at, there }: Place, { mode, owner: { uid, gid } }: Of<'folder'>): string {
  if (there) return there.isDirectory() ? 'nothing to do' : 'it is no folder';
  mkdirSync(at, { mode });
  chownSync(at, uid, gid);
  chmodSync(at, mode);
  return 'done';
}

function remove({ at, there }: Place): string {
  if (!there) return 'nothing to do';
  if (there.isDirectory()) return 'it is a folder';
  rmSync(at);
  return 'done';
}

const PROBLEMS = { 'not-a-file': 'it is not a plain file', 'too-large': 'it is too large' } as const;

/** For root, and everybody may enter them. @returns those that were missing; undefined where something else is in the way */
function makeFolders(root: string, folder: string): string[] | undefined {
  if (folder === '') return [];
  const stat = lstatSync(`${root}/${folder}`, { throwIfNoEntry: false });
  if (stat) return stat.isDirectory() ? [] : undefined;
  const above = makeFolders(root, parentOf(folder));
  if (!above) return undefined;
  mkdirSync(`${root}/${folder}`, { mode: 0o755 });
  chmodSync(`${root}/${folder}`, 0o755);
  return [...above, folder];
}
