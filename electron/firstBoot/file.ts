import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parse, TomlError } from 'smol-toml';
import { TarstrapError } from '../../shared/errors.ts';
import { listed } from '../../shared/listed.ts';
import { visible } from '../../shared/visible.ts';
import { answersOf } from './answersOf.ts';
import type { Said } from './said.ts';
import { readUserFile } from './userFile.ts';

/**
 * Answers in a file of TOML, which its user has written by hand. What is wrong with it is said in one sentence, in which nothing of its contents stands that
 * could be a secret.
 */

/** Checked in full already. @throws TarstrapError `usage` */
export function readFirstBootFile(path: string): Said {
  const file = readUserFile(path);
  if ('problem' in file) throw usage(`The first-boot file ${visible(path)} cannot be used: ${file.problem}.`);
  const said = saidIn(path, file.text);
  answersOf(said, (key) => `In ${visible(path)}, ${key}`);
  return said;
}

function usage(problem: string): TarstrapError {
  return new TarstrapError('usage', { problem });
}

function saidIn(path: string, text: string): Said {
  const said: Said = tableOf(parseToml(path, text), TABLES, { path, above: '' });
  const files = said.user?.['ssh-key-files']?.map((file) => fileNamed(file, path));
  return files ? { ...said, user: { ...said.user, 'ssh-key-files': files } } : said;
}

/** As a person writes it: from home, or from where the file lies. */
function fileNamed(name: string, path: string): string {
  return name.startsWith('~/') ? join(homedir(), name.slice(2)) : resolve(dirname(path), name);
}

/** Its own words quote the line. */
function parseToml(path: string, text: string): object {
  try {
    return parse(text.replace(/^\uFEFF/, ''), { unsafeKeyBehaviour: 'throw', maxDepth: 8 });
  } catch (cause) {
    const at = cause instanceof TomlError ? `: line ${cause.line}, column ${cause.column}` : '';
    throw usage(`The first-boot file ${visible(path)} is not TOML${at}.`);
  }
}

type Kind = 'text' | 'switch' | 'list';
interface Table {
  readonly [key: string]: Kind | Table;
}

const TABLES: Table = {
  hostname: 'text',
  timezone: 'text',
  locale: 'text',
  keyboard: 'text',
  ssh: 'switch',
  grow: 'switch',
  user: { name: 'text', password: 'text', 'password-hash': 'text', 'ssh-keys': 'list', 'ssh-key-files': 'list', administrator: 'switch' },
  root: { 'ssh-keys': 'list' },
  wifi: { ssid: 'text', password: 'text', country: 'text', hidden: 'switch' },
};

interface Place {
  readonly path: string;
  /** Empty, or `user.`. */
  readonly above: string;
}

/** Only keys that are known, with values of their kind. */
function tableOf(found: object, table: Table, place: Place): object {
  return Object.fromEntries(Object.entries(found).map(([key, value]) => [key, valueOf(key, value, table, place)]));
}

function valueOf(key: string, value: unknown, table: Table, { path, above }: Place): unknown {
  const kind = Object.hasOwn(table, key) ? table[key] : undefined;
  const name = `${above}${key}`;
  if (kind === undefined) throw usage(`In ${visible(path)}, ${visible(name)} means nothing: what can stand there is ${listed(Object.keys(table))}.`);
  if (typeof kind === 'object') {
    if (isTable(value)) return tableOf(value, kind, { path, above: `${name}.` });
    throw usage(`In ${visible(path)}, ${name} takes a table, which begins with a line [${name}].`);
  }
  if (KINDS[kind].fits(value)) return value;
  throw usage(`In ${visible(path)}, ${name} takes ${KINDS[kind].words}.`);
}

const KINDS: Readonly<Record<Kind, { readonly fits: (value: unknown) => boolean; readonly words: string }>> = {
  text: { fits: (value) => typeof value === 'string', words: 'a text between quotation marks' },
  switch: { fits: (value) => typeof value === 'boolean', words: 'true or false' },
  list: { fits: (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'), words: 'a list of texts, ["…", "…"]' },
};

/** The tables of smol-toml have no prototype, while its dates and lists have. */
function isTable(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === null;
}
