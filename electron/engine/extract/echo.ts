import { type Job, note } from '../job.ts';

/** Lines of each kind that are said in full, and kinds that are told apart. */
const FEW = 3;
const MOST_KINDS = 50;

/** Passes on what tar says: the first lines of each kind, and how many more there were. */
export interface Echo {
  readonly say: (line: string, level: 'info' | 'warning') => void;
  readonly end: () => void;
}

export function openEcho(job: Pick<Job, 'emit'>): Echo {
  const counts = new Map<string, number>();
  const say = (line: string, level: 'info' | 'warning'): void => {
    const kind = kindOf(line);
    const key = counts.has(kind) || counts.size < MOST_KINDS ? kind : OTHERS;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    if (count <= FEW) note(job, line, level);
  };
  const end = (): void => {
    for (const [kind, count] of counts) {
      if (count > FEW) note(job, `… and ${count - FEW} more lines of tar's like these: ${kind}`);
    }
  };
  return { say, end };
}

const OTHERS = 'other words';

/** `tar: ./a: Cannot open: File exists` is of the kind `Cannot open: File exists`: names and what is quoted are left out. */
function kindOf(line: string): string {
  const words = line
    .replaceAll(/'[^']*'/g, '…')
    .split(': ')
    .slice(-2)
    .join(': ');
  return words.slice(0, 100);
}
