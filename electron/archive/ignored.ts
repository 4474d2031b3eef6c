import { type Loss, MOST_LOSSES, type Tally } from '../../shared/facts.ts';
import type { TarMember } from './member.ts';
import { displayName, NONE, oneMore } from './names.ts';
import { libarchiveXattr } from './pax.ts';

/** What tar passes over because it does not know the keyword under which it was packed. */

export interface LossesFold {
  readonly add: (member: TarMember) => void;
  readonly result: () => Loss[];
}

/** Newer bsdtars pack xattrs twice, in a form that tar knows as well: these are not missed. */
export function foldLosses(): LossesFold {
  const lost = new Map<string, Tally>();
  const add = ({ missed, attributes, entry }: TarMember): void => {
    for (const keyword of missed) {
      const isTwice = attributes.has(libarchiveXattr(keyword) ?? '');
      if (!isTwice && (lost.has(keyword) || lost.size < MOST_LOSSES)) lost.set(keyword, oneMore(lost.get(keyword) ?? NONE, entry.name));
    }
  };
  return { add, result: () => [...lost].map(([keyword, { count, example = '' }]) => ({ what: whatIs(keyword), count, example })) };
}

function whatIs(keyword: string): string {
  const xattr = libarchiveXattr(keyword);
  if (xattr !== undefined) return `the attribute ${shown(xattr)}, which an old bsdtar has packed in a form that tar does not know`;
  if (keyword === 'SCHILY.fflags') return 'file flags (chattr), which tar does not know';
  if (keyword.startsWith('SCHILY.acl.')) return 'ACLs of a kind that Linux does not have';
  return `what is packed as ${shown(keyword)}, which tar does not know`;
}

const shown = (name: string): string => displayName(name).slice(0, 100);
