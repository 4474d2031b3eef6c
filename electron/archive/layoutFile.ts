import { accessSync, constants, lstatSync, realpathSync } from 'node:fs';
import { errnoName } from '../../shared/errno.ts';
import { TarstrapError } from '../../shared/errors.ts';
import { hindranceOf } from '../../shared/hindrance.ts';
import { type Layout, layout } from '../../shared/layout.ts';
import { layoutBeside } from '../../shared/layoutBeside.ts';
import { listed } from '../../shared/listed.ts';
import { readSmallFile } from '../run/smallFile.ts';

/** Layouts that lie in files. Whatever a path leads to, it is neither waited for nor read without an end. */

/**
 * What a capture has left beside its archive.
 * @returns undefined where there is none
 * @throws TarstrapError `layout-unseen`, `layout-unfit`
 */
export function readLayoutBeside(archive: string): Layout | undefined {
  const path = layoutBeside(archive);
  const there = lookOnly(path);
  if (!there) return undefined;
  try {
    return readLayoutFile(path);
  } catch (problem) {
    if (!(problem instanceof TarstrapError)) throw problem;
    throw new TarstrapError(problem.code, { ...problem.facts, beside: 1 }, problem.detail, { cause: problem });
  }
}

function lookOnly(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

/** @throws TarstrapError `layout-missing`, `layout-unseen`, `layout-unfit` */
export function readLayoutFile(path: string): Layout {
  const data = parseJson(path, readText(path));
  const { data: found, error } = layout.safeParse(data);
  if (!found) throw unfit(path, wrongWith(data, error.issues));
  return found;
}

function readText(path: string): string {
  const file = seen(path, () => readSmallFile(readable(path)));
  if (file === 'missing') throw new TarstrapError('layout-missing', { path });
  if (file === 'not-a-file') throw unfit(path, 'it is not an ordinary file');
  if (file === 'too-large') throw unfit(path, 'it is much too large');
  return file.contents.toString('utf8');
}

/** The file itself: a link of the user's is followed, and one that appears later is not. */
function readable(path: string): string {
  const real = realpathSync.native(path);
  accessSync(real, constants.R_OK);
  return real;
}

function seen<T>(path: string, step: () => T): T {
  try {
    return step();
  } catch (cause) {
    const name = errnoName(cause);
    if (name === 'ENOENT' || name === 'ENOTDIR') throw new TarstrapError('layout-missing', { path }, undefined, { cause });
    const reason = hindranceOf(cause)?.what ?? `the system says ${name || 'no'}`;
    throw new TarstrapError('layout-unseen', { path, reason }, undefined, { cause });
  }
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unfit(path, text.trim() === '' ? 'it is empty' : 'it is not JSON');
  }
}

function unfit(path: string, what: string): TarstrapError {
  return new TarstrapError('layout-unfit', { path, what });
}

interface Issue {
  readonly code: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** All that it lacks, or else the first thing that is wrong with it. */
function wrongWith(data: unknown, issues: readonly Issue[]): string {
  if (issues.some(({ path }) => path.length === 0) && !isObject(data)) return 'it is not one object of JSON';
  const lacking = issues.filter(({ path }) => isLacking(data, path)).map(({ path }) => nameOf(path));
  if (lacking.length > 0) return `it lacks ${listed(lacking)}`;
  const [{ code, path, message }] = issues as [Issue, ...Issue[]];
  if (code === 'custom') return message;
  return path.length === 0 ? message : `${nameOf(path)} does not fit (${message})`;
}

function isObject(data: unknown): data is Readonly<Record<PropertyKey, unknown>> {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}

function isLacking(data: unknown, path: readonly PropertyKey[]): boolean {
  const at = path.reduce<unknown>((value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : value), data);
  return path.length > 0 && at === undefined;
}

/** Such as `partitions[0].mount`. */
function nameOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>((name, key) => (typeof key === 'number' ? `${name}[${key}]` : `${name}${name && '.'}${String(key)}`), '');
}
