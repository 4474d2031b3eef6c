import { lstatSync, readlinkSync } from 'node:fs';
import { type ExpectedInode, type ExpectedTree, growTree } from '../../archive/expected.ts';
import type { TarEntry } from '../../archive/listing.ts';
import { normaliseName, parentOf } from '../../archive/names.ts';
import { resolvePath } from '../../archive/tree.ts';
import { pathIn } from './tree.ts';

/** The target of a symlink that was on the target before anything was laid, by its normalised name without symlinks on the way. */
export type LinkAt = (name: string) => string | undefined;

/** The links that are in a folder now, and lead to folders or away. */
export function linksIn(root: string): LinkAt {
  const targetOf = (name: string): string | undefined => unlessFailed(() => readlinkSync(pathIn(root, name), 'latin1'));
  return (name) => {
    const target = targetOf(name);
    if (target === undefined || target.startsWith('/')) return target;
    const behind = resolvePath(name, targetOf);
    return behind !== undefined && unlessFailed(() => lstatSync(pathIn(root, behind)).isDirectory()) ? target : undefined;
  };
}

/** No link, or nothing at all, or something behind a link. */
function unlessFailed<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

/** What an archive makes of the target, and by which names its contents can be looked at. */
export interface Expected extends ExpectedTree {
  /** Folders that came more than once, with attributes: they have all of them, not only those that came last. */
  readonly layered: ReadonlySet<string>;
  /** What the name of a member leads to in the end; tar's comparison follows it, in its cell. */
  readonly leadsTo: (member: number, paths: ExpectedTree['paths']) => ExpectedInode | undefined;
  /** The normalised name that a member has in the archive; a hard link is another name only. */
  readonly nameOf: (member: number) => string | undefined;
}

export interface Expectation {
  /** Links that were asked for and found, but which members of the archive make as well: they may not have been there before. */
  readonly doubtful: () => ReadonlySet<string>;
  /** Members in archive order. @returns the number of this one */
  readonly add: (entry: TarEntry) => number;
  readonly nameOf: Expected['nameOf'];
  /** Once, after the last of them. */
  readonly finish: () => Expected;
}

export function openExpectation(linkAt?: LinkAt): Expectation {
  const asked = new Set<string>();
  const made = new Set<string>();
  const growth = growTree(linkAt && ((name) => seen(linkAt(name), () => asked.add(name))));
  const names: (string | undefined)[] = [];
  const withAttributes = new Set<string>();
  const layered = new Set<string>();
  const add = (entry: TarEntry): number => {
    const name = normaliseName(entry.name);
    growth.add(entry);
    if (entry.type === 'directory') {
      if (withAttributes.has(name)) layered.add(name);
      if (entry.extended) withAttributes.add(name);
    }
    if (linkAt && (entry.type === 'symlink' || entry.type === 'hardlink')) made.add(name);
    return names.push(entry.type === 'hardlink' ? undefined : name) - 1;
  };
  const nameOf = (member: number): string | undefined => names[member];
  const finish = (): Expected => {
    const { tree } = growth;
    const leadsTo: Expected['leadsTo'] = (member, paths) => {
      const name = names[member];
      return name === undefined ? undefined : (paths.get(name) ?? behindLinks(name, paths, linkAt));
    };
    return { ...tree, layered, nameOf, leadsTo };
  };
  const doubtful = (): Set<string> => new Set([...asked].filter((name) => made.has(name)));
  return { add, nameOf, finish, doubtful };
}

function seen(target: string | undefined, onSeen: () => void): string | undefined {
  if (target !== undefined) onSeen();
  return target;
}

/** What a name leads to where symlinks are on the way to it. An absolute one leads tar to the programs of its cell. */
function behindLinks(name: string, paths: ExpectedTree['paths'], linkAt: LinkAt = () => undefined): ExpectedInode | undefined {
  let isAbsolute = false;
  const targetOf = (at: string): string | undefined => {
    const there = paths.get(at);
    const target = there ? there.linkTarget : linkAt(at);
    isAbsolute ||= target?.startsWith('/') === true;
    return target;
  };
  const folder = resolvePath(parentOf(name), targetOf);
  return folder === undefined || isAbsolute ? undefined : paths.get(normaliseName(`${folder}/${name.slice(name.lastIndexOf('/') + 1)}`));
}

/** /etc/fstab with our lines is a file of its own; names that are one file with it in the archive keep what they had. */
export function detachFstab(paths: ExpectedTree['paths']): ExpectedTree['paths'] {
  const fstab = paths.get('etc/fstab');
  return fstab ? new Map(paths).set('etc/fstab', { ...fstab }) : paths;
}
