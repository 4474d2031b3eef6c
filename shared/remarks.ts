import { counted, suchAs } from './counted.ts';
import { contentsRemarks } from './contentsRemarks.ts';
import type { ArchiveFacts } from './facts.ts';
import { formatBytes } from './format.ts';
import { MAY_BE_THERE, troubleIn } from './layingProblems.ts';
import { ownerRemarks } from './ownerRemarks.ts';
import { shellQuote } from './shell.ts';

/** What is worth knowing before anything is written. The same words stand in the terminal and in the window. */
export interface Remark {
  readonly id: string;
  /** `danger`: it will be refused. `caution`: the result may not be what was wanted. */
  readonly tone: 'info' | 'caution' | 'danger';
  readonly text: string;
  /** What to do about it. */
  readonly advice?: string;
  /** Folders of the archive that can be laid instead of all of it. */
  readonly folders?: readonly string[];
  /** Layouts that can be chosen instead. */
  readonly layouts?: readonly { readonly id: string; readonly title: string }[];
}

/** What not every archive has, the worst first. */
export function archiveRemarks(facts: ArchiveFacts): Remark[] {
  // What it lacks may still come.
  if (facts.unread > 0) return [...unsafeRemarks(facts), ...layingRemarks(facts)];
  return [
    ...unsafeRemarks(facts),
    ...layingRemarks(facts),
    ...contentsRemarks(facts),
    ...ownerRemarks(facts),
    ...kernelRemarks(facts),
    ...bootRemarks(facts),
    ...endingRemarks(facts),
    ...memberRemarks(facts),
  ];
}

/** One line for the terminal. */
export function remarkLine({ text, advice, folders = [], layouts = [] }: Remark): string {
  const choice = folders.map((folder) => `--inside ${shellQuote(folder)}`).join(' or ');
  const layout = layouts.map(({ id }) => `--layout ${id}`).join(' or ');
  return [
    text,
    advice,
    choice && `To unpack ${folders.length > 1 ? 'one of them' : 'that folder'} as the root, add ${choice}.`,
    layout && `To use ${layouts.length > 1 ? 'one of them' : 'it'}, add ${layout}.`,
  ]
    .filter(Boolean)
    .join(' ');
}

function unsafeRemarks({ unsafe }: ArchiveFacts): Remark[] {
  if (unsafe.count === 0) return [];
  return [
    {
      id: 'unsafe',
      tone: 'danger',
      text: `${counted(unsafe.count, 'member')} would land outside of the target${suchAs(unsafe.count, unsafe.example)}. It will be refused.`,
    },
  ];
}

function layingRemarks({ problems }: ArchiveFacts): Remark[] {
  const trouble = troubleIn(problems);
  if (!trouble) return [];
  const { count, example, what } = trouble;
  const mayBeThere = problems.every(({ kind }) => MAY_BE_THERE.includes(kind));
  const end = mayBeThere ? 'It will be refused, unless it goes to a filesystem that has what is missing.' : 'It will be refused.';
  return [
    { id: 'does-not-lay', tone: 'danger', text: `tar would fail at ${counted(count, 'member')}, ${count === 1 ? '' : 'such as '}${example}, ${what}. ${end}` },
  ];
}

/** What is no root filesystem is not booted anyway. */
function kernelRemarks({ rootFilesystem, kernels }: ArchiveFacts): Remark[] {
  return rootFilesystem && kernels.length === 0 ? [caution('no-kernel', 'No kernel: it will not boot by itself.')] : [];
}

function bootRemarks({
  fat: {
    '/boot': { blockBytes, notFatSafe },
  },
}: ArchiveFacts): Remark[] {
  if (blockBytes === 0 || notFatSafe.count === 0) return [];
  return [
    caution('boot-not-fat-safe', `/boot holds ${counted(notFatSafe.count, 'member')} that FAT cannot hold${suchAs(notFatSafe.count, notFatSafe.example)}.`),
  ];
}

/** What becomes of an archive that does not end as a tar ends. */
function endingRemarks({ ending: { tars, marked, junkAt, trailing } }: ArchiveFacts): Remark[] {
  return [
    ...(marked ? [] : [caution('no-end-mark', 'It has no end mark. Its last member is complete, but more may be missing.')]),
    ...(tars > 1 ? [info('several-tars', `It is ${tars} tars, one after the other: all of them are unpacked, in that order.`)] : []),
    ...(junkAt === null ? [] : [info('junk', `After its end, at ${formatBytes(junkAt)}, comes something that is not a tar: it is left out.`)]),
    ...(trailing ? [info('trailing', 'After its compressed data comes something that does not belong to it: it is left out.')] : []),
  ];
}

function memberRemarks({ absolute, extended, keptLinks }: ArchiveFacts): Remark[] {
  return [
    ...(keptLinks.count > 0 ? [info('kept-links', keptWords(keptLinks))] : []),
    ...(absolute.count > 0 ? [info('absolute', `${counted(absolute.count, 'member begins', 'members begin')} with /, which tar leaves out.`)] : []),
    ...(extended > 0 ? [info('extended', `${counted(extended, 'member')} with extended attributes, ACLs or capabilities: they are kept.`)] : []),
  ];
}

function keptWords({ count, example }: ArchiveFacts['keptLinks']): string {
  return `${counted(count, 'folder has', 'folders have')} the same name as an earlier symlink to a folder${suchAs(count, example)}: the symlink stays, and the contents go where it leads.`;
}

export const caution = (id: string, text: string): Remark => ({ id, tone: 'caution', text });
const info = (id: string, text: string): Remark => ({ id, tone: 'info', text });
