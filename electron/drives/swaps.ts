import { unescapeOctal } from './mountinfo.ts';

/**
 * Paths of active swap (`/proc/swaps`, proc(5)), devices and files: `/dev/sda2  partition  8388604  0  -2`.
 * A swap file that was deleted goes on being used; it keeps its last name.
 */
export function parseSwaps(text: string): string[] {
  return text
    .split('\n')
    .slice(1)
    .flatMap((line) => line.split(/[ \t]/)[0] || [])
    .map((path) => unescapeOctal(path).replace(/ \(deleted\)$/, ''));
}
