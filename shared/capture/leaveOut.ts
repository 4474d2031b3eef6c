import { z } from '../zod.ts';
import { listed } from '../listed.ts';

/** What is on a running drive and is no part of a system that is to be laid again: of the moment, of this one machine, or to be had again. */

export const leftOut = z.enum(['proc', 'sys', 'dev', 'run', 'tmp', 'lost+found', 'caches', 'swap', 'logs', 'machine-id', 'host-keys', 'history']);
export type LeftOut = z.infer<typeof leftOut>;

/** Unless somebody wants to have it. */
export const USUALLY: readonly LeftOut[] = ['proc', 'sys', 'dev', 'run', 'tmp', 'lost+found', 'caches', 'swap'];
/** Where an image is given away. */
export const ON_REQUEST: readonly LeftOut[] = ['logs', 'machine-id', 'host-keys', 'history'];

interface Kind {
  /** For people. */
  readonly words: string;
  /** Names below the root: `*` is all but a slash. What lies in a folder that is left out goes with it. */
  readonly patterns: readonly string[];
  /** Below such a folder the folders stay: programs expect them there. */
  readonly filesBelow?: string;
}

const inside = (...folders: readonly string[]): string[] => folders.map((folder) => `${folder}/*`);
const CACHES = ['apt/archives', 'dnf', 'libdnf5', 'yum', 'pacman/pkg', 'zypp', 'apk', 'xbps', 'PackageKit'].map((name) => `var/cache/${name}`);
const HISTORIES = ['.*_history', '.zhistory', '.histfile', '.lesshst', '.viminfo', '.local/share/fish/fish_history'];

const KINDS: Readonly<Record<LeftOut, Kind>> = {
  proc: { words: 'what is in /proc', patterns: inside('proc') },
  sys: { words: 'what is in /sys', patterns: inside('sys') },
  dev: { words: 'what is in /dev', patterns: inside('dev') },
  run: { words: 'what is in /run', patterns: inside('run') },
  tmp: { words: 'what is in /tmp', patterns: inside('tmp') },
  // Every volume has one of its own (mklost+found(8)).
  'lost+found': { words: 'lost+found', patterns: ['lost+found'] },
  caches: { words: 'caches of packages', patterns: [...inside(...CACHES, 'var/lib/apt/lists', 'etc/apk/cache'), 'var/cache/apt/*.bin'] },
  // Known by what is in them.
  swap: { words: 'swap files', patterns: [] },
  logs: { words: 'logs', patterns: inside('var/log/journal'), filesBelow: 'var/log' },
  'machine-id': {
    words: 'what makes this machine one of its own (machine-id, random seed)',
    patterns: ['etc/machine-id', 'var/lib/dbus/machine-id', 'var/lib/systemd/random-seed', 'var/lib/systemd/credential.secret'],
  },
  'host-keys': { words: 'SSH host keys', patterns: ['etc/ssh/ssh_host_*_key', 'etc/ssh/ssh_host_*_key.pub', 'etc/dropbear/dropbear_*_host_key'] },
  history: { words: 'histories of shells', patterns: HISTORIES.flatMap((name) => [`root/${name}`, `home/*/${name}`]) },
};

export function leftOutWords(kind: LeftOut): string {
  return KINDS[kind].words;
}

/** Folders whose contents are left out are named together. */
export function leftOutList(kinds: readonly LeftOut[]): string {
  const folders = kinds.filter((kind) => KINDS[kind].words === `what is in /${kind}`);
  const others = kinds.filter((kind) => !folders.includes(kind)).map(leftOutWords);
  return listed([...(folders.length > 0 ? [`what is in ${folders.map((kind) => `/${kind}`).join(', ')}`] : []), ...others]);
}

/** For tar's `--exclude`, from where the members are named `./…`. */
export function excludePatterns(kinds: readonly LeftOut[]): string[] {
  return kinds.flatMap((kind) => KINDS[kind].patterns.map((pattern) => `./${pattern}`));
}

/** Why a name is left out, if it is. @param name below its root, a byte string */
export type Sieve = (name: string, isFolder: boolean) => LeftOut | undefined;

/** @param volumes where other volumes are mounted, relative to the root */
export function sieveOf(kinds: readonly LeftOut[], volumes: readonly string[]): Sieve {
  const rules = kinds.map((kind) => ({ kind, test: testOf(KINDS[kind], kind === 'lost+found' ? volumes : []) }));
  return (name, isFolder) => rules.find(({ test }) => test(name, isFolder))?.kind;
}

function testOf({ patterns, filesBelow }: Kind, volumes: readonly string[]): (name: string, isFolder: boolean) => boolean {
  const all = [...patterns, ...volumes.flatMap((volume) => patterns.map((pattern) => `${volume}/${pattern}`))];
  const pattern = new RegExp(`^(?:${all.map(expressionOf).join('|') || '(?!)'})$`, 's');
  return (name, isFolder) => pattern.test(name) || (filesBelow !== undefined && !isFolder && name.startsWith(`${filesBelow}/`));
}

function expressionOf(pattern: string): string {
  return pattern.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('*', '[^/]*');
}
