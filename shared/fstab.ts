/**
 * Amending /etc/fstab without throwing anything away. What is in the way of our lines is commented out, ours are added
 * between two marks, and {@link restoreFstab} takes both back to the letter, which is how verification checks the file.
 */

const BEGIN = '# Tarstrap: begin';
const END = '# Tarstrap: end';
const DISABLED = '#tarstrap# ';

/** The first two fields of a line (fstab(5)), or undefined for comments, blank lines and what has fewer. */
function fields(line: string): FstabEntry | undefined {
  const text = line.trim();
  if (text.startsWith('#')) return undefined;
  const [device, at] = text.split(/\s+/, 2);
  return device === undefined || at === undefined ? undefined : { device, at: normalise(at) };
}

/** A trailing slash does not make another mount point. */
function normalise(path: string): string {
  let end = path.length;
  while (end > 1 && path[end - 1] === '/') end -= 1;
  return path.slice(0, end);
}

export interface FstabEntry {
  /** As it stands there: `UUID=…`, `/dev/sda1`. */
  readonly device: string;
  readonly at: string;
}

/** What is mounted where, by its text. Nothing of it is to be believed. */
export function fstabEntries(text: string): FstabEntry[] {
  return text
    .split('\n')
    .map(fields)
    .filter((entry) => entry !== undefined);
}

function mountPoints(lines: readonly string[]): string[] {
  return lines.flatMap((line) => fields(line)?.at ?? []);
}

export function amendFstab(text: string, entries: readonly string[]): string {
  const taken = new Set(mountPoints(entries));
  const disable = (line: string): boolean => line.startsWith(DISABLED) || mountPoints([line]).some((path) => taken.has(path));
  const kept = text.split('\n').map((line) => (disable(line) ? DISABLED + line : line));
  const block = [BEGIN, ...entries, END].join('\n');
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
