import { closeSync, constants, lstatSync, openSync, readdirSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** Whether somebody can read all that is in a folder: what root says of files there, he could find out himself then. */

type As = <T>(step: () => T) => T;

const asWeAre: As = (step) => step();

/**
 * Looks at a folder to its depths, one folder at a time, with somebody's rights; links are not followed.
 * @returns the first that he cannot read, as it is called below the folder; an empty name for the folder itself; undefined for none
 */
export async function unreadableIn(folder: string, as: As = asWeAre): Promise<string | undefined> {
  const top = Buffer.from(folder);
  const waiting: Buffer[] = [Buffer.alloc(0)];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const below = next;
    const problem = as(() => lookInto(top, below, waiting));
    if (problem !== undefined) return problem.toString('utf8');
    await nextTurn();
  }
  return undefined;
}

function lookInto(top: Buffer, below: Buffer, waiting: Buffer[]): Buffer | undefined {
  const folder = below.length === 0 ? top : pathOf(top, below);
  const names = attempt(() => readdirSync(folder, { encoding: 'buffer' }));
  if (!names) return below;
  for (const name of names) {
    const inner = below.length === 0 ? name : pathOf(below, name);
    const kind = kindOf(pathOf(top, inner));
    if (kind === 'unreadable') return inner;
    if (kind === 'folder') waiting.push(inner);
  }
  return undefined;
}

/** Folders are opened when it is their turn. Of links, pipes and devices nothing is read. */
function kindOf(path: Buffer): 'folder' | 'unreadable' | 'fine' {
  const stat = attempt(() => lstatSync(path));
  if (!stat) return 'unreadable';
  if (stat.isDirectory()) return 'folder';
  if (!stat.isFile()) return 'fine';
  const fd = attempt(() => openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK));
  if (fd === undefined) return 'unreadable';
  closeSync(fd);
  return 'fine';
}

function pathOf(folder: Buffer, name: Buffer): Buffer {
  return Buffer.concat([folder, Buffer.from('/'), name]);
}

function attempt<T>(step: () => T): T | undefined {
  try {
    return step();
  } catch {
    return undefined;
  }
}
