/**
 * Amending /etc/fstab without throwing anything away. What is in the way of our lines is commented out, ours are added
 * between two marks, and {@link restoreFstab} takes both back to the letter, which is how verification checks the file.
 */

const BEGIN = '# Tarstrap: begin';
const END = '# Tarstrap: end';
const DISABLED = '#tarstrap# ';

/** The mount point of a line (fstab(5): second field), or undefined for comments, blank lines and swap. */
function mountPoint(line: string): string | undefined {
  if (/^\s*(#|$)/.test(line)) return undefined;
  return line.trim().split(/\s+/)[1];
}

/** A trailing slash does not make another mount point. */
function normalise(path: string): string {
  return path.replace(/\/+$/, '') || '/';
}

function mountPoints(lines: readonly string[]): string[] {
  return lines
    .map(mountPoint)
    .filter((path) => path !== undefined)
    .map(normalise);
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
