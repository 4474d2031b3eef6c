import type { Readable } from 'node:stream';
import { type Loss, MOST_LOSSES } from '../../shared/facts.ts';
import { LineSplitter } from '../run/lines.ts';
import { readHeaders } from './headers.ts';
import type { FeedRequest } from './feed.ts';
import type { OnMember } from './members.ts';
import { displayName, exampleOf } from './names.ts';
import { isMissed, libarchiveXattr } from './pax.ts';
import { readTar } from './tarReader.ts';

/** What tar passes over because it does not know the keyword under which it was packed. */

/** tar calls itself what it was called by. */
const IGNORED = /^[!-~]{0,200}tar: Ignoring unknown extended header keyword '(.*)'$/;
/** Characters of a line; tar says in less what is wrong. */
const LONGEST_LINE = 4096;

/** @returns the keyword that a line of tar's says it does not know */
export function ignoredKeyword(line: string): string | undefined {
  return IGNORED.exec(line)?.[1];
}

/** Tells the keywords that tar does not know, of which a member may have several. @returns its other words, the first few KiB of them */
export async function readWords(stderr: Readable, onIgnored: (keyword: string) => void): Promise<string> {
  const splitter = new LineSplitter(LONGEST_LINE);
  let words = '';
  const read = (line: string): void => {
    const keyword = ignoredKeyword(line);
    if (keyword !== undefined) onIgnored(keyword);
    else if (words.length < LONGEST_LINE) words += `${line}\n`;
  };
  for await (const piece of stderr as AsyncIterable<Buffer>) splitter.push(piece.toString('latin1')).forEach(read);
  splitter.end().forEach(read);
  return Buffer.from(words.slice(0, LONGEST_LINE), 'latin1').toString('utf8').trim();
}

export interface IgnoredFold {
  readonly add: (keyword: string) => void;
  /** How often each was there. */
  readonly missed: ReadonlyMap<string, number>;
}

export function foldIgnored(): IgnoredFold {
  const missed = new Map<string, number>();
  const add = (keyword: string): void => {
    if (isMissed(keyword) && (missed.has(keyword) || missed.size < MOST_LOSSES)) missed.set(keyword, (missed.get(keyword) ?? 0) + 1);
  };
  return { add, missed };
}

/**
 * Examples of what is missed: a second look, which ends as soon as it has them. Newer bsdtars pack xattrs twice, in a form that tar knows
 * as well: what is there as often in that form is not missed.
 * @param xattrs how many members have each
 */
export async function findLosses(request: FeedRequest, missed: ReadonlyMap<string, number>, xattrs: ReadonlyMap<string, number>): Promise<Loss[]> {
  const lost = new Map([...missed].filter(([keyword, count]) => count > (xattrs.get(libarchiveXattr(keyword) ?? '') ?? 0)));
  if (lost.size === 0) return [];
  const examples = new Map<string, string>();
  const see: OnMember = ({ name }, records) => {
    const keywords = records.map(({ keyword }) => keyword);
    for (const keyword of keywords) {
      const isTwice = keywords.includes(`SCHILY.xattr.${libarchiveXattr(keyword) ?? ''}`);
      if (lost.has(keyword) && !isTwice && !examples.has(keyword)) examples.set(keyword, exampleOf(name));
    }
  };
  const reader = readTar(see, { ignoresZeros: (request.ending?.tars ?? 1) > 1 });
  await readHeaders(request, { reader, isEnough: () => examples.size === lost.size, onStart: () => {} });
  return [...lost].map(([keyword, count]) => {
    const other = xattrs.get(libarchiveXattr(keyword) ?? '') ?? 0;
    return { what: whatIs(keyword), count: count - other, example: examples.get(keyword) ?? '' };
  });
}

function whatIs(keyword: string): string {
  const xattr = libarchiveXattr(keyword);
  if (xattr !== undefined) return `the attribute ${shown(xattr)}, which an old bsdtar has packed in a form that tar does not know`;
  if (keyword === 'SCHILY.fflags') return 'file flags (chattr), which tar does not know';
  if (keyword.startsWith('SCHILY.acl.')) return 'ACLs of a kind that Linux does not have';
  return `what is packed as ${shown(keyword)}, which tar does not know`;
}

const shown = (name: string): string => displayName(name).slice(0, 100);
