import { type FstabEntry, namesDevice, needsDevice, parseFstabLine, tagOf, tidyFstabLine } from './fstabLine.ts';

/**
 * Amending /etc/fstab without throwing anything away. What is in the way of our lines, and what a boot would wait for in
 * vain, is commented out, ours are added between two marks, and {@link restoreFstab} takes both back to the letter, which is
 * how verification checks the file.
 */

const BEGIN = '# Tarstrap: begin';
const END = '# Tarstrap: end';
const DISABLED = '#tarstrap# ';

export interface Amendment {
  /** Lines that are added. */
  readonly entries: readonly string[];
  /** Tags of what is on the drive: `UUID=…`, `LABEL=…`, `PARTUUID=…`. */
  readonly present: readonly string[];
}

/** What is mounted where, by its text. Nothing of it is to be believed. */
export function fstabEntries(text: string): FstabEntry[] {
  return text
    .split('\n')
    .map(parseFstabLine)
    .filter((entry) => entry !== undefined);
}

/** The first lines that make a boot wait for a device, for people. */
export function deviceLines(text: string, most: number): string[] {
  const found: string[] = [];
  for (const line of text.split('\n')) {
    if (found.length === most) break;
    // Millions of other lines are little work.
    if (!namesDevice(line.trimStart())) continue;
    const entry = parseFstabLine(line);
    if (entry && needsDevice(entry)) found.push(tidyFstabLine(line));
  }
  return found;
}

/** Why a line is not to stay: one of ours mounts the same place, or its device is not on the drive; of ours are all parts of a btrfs, which has no others, and all swap. */
type Reason = 'replaced' | 'foreign';

function judge({ entries, present }: Amendment): (line: string) => Reason | undefined {
  const ours = fstabEntries(entries.join('\n'));
  const taken = new Set(ours.filter((entry) => !isSwap(entry)).map(({ at }) => at));
  const swaps = ours.some(isSwap);
  const tags = new Set(present.map(tagOf));
  return (line) => {
    const entry = parseFstabLine(line);
    if (!entry) return undefined;
    if (taken.has(entry.at) || (swaps && isSwap(entry) && needsDevice(entry))) return 'replaced';
    const tag = tagOf(entry.device);
    const isThere = tag !== undefined && tags.has(tag) && !isOfSubvolume(entry);
    return needsDevice(entry) && !isThere ? 'foreign' : undefined;
  };
}

const isSwap = ({ type }: FstabEntry): boolean => type === 'swap';

/** The top of a btrfs is one, too. */
function isOfSubvolume({ options }: FstabEntry): boolean {
  return options.some((option) => /^subvol(?:=\/?[^/]|id=(?![05]$))/.test(option));
}

/** Of the lines those whose devices are not on the drive, for people. */
export function foreignLines(lines: readonly string[], amendment: Amendment): string[] {
  const reasonOf = judge(amendment);
  return lines.filter((line) => reasonOf(line) === 'foreign').map(tidyFstabLine);
}

export function amendFstab(text: string, amendment: Amendment): string {
  const reasonOf = judge(amendment);
  const kept = text.split('\n').map((line) => (line.startsWith(DISABLED) || reasonOf(line) ? DISABLED + line : line));
  const block = [BEGIN, ...amendment.entries, END].join('\n');
  return `${block}\n${kept.join('\n')}`;
}

/** The file as it was before {@link amendFstab}; undefined if it does not begin with our block. */
export function restoreFstab(text: string): string | undefined {
  const end = text.indexOf(`\n${END}\n`);
  if (!text.startsWith(`${BEGIN}\n`) || end < 0) return undefined;
  const rest = text.slice(end + END.length + 2);
  return rest
    .split('\n')
    .map((line) => (line.startsWith(DISABLED) ? line.slice(DISABLED.length) : line))
    .join('\n');
}
