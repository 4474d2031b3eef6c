/** The warnings of a job, each once: what is done once for several drives is said of each. */
export interface Warnings {
  readonly count: number;
  readonly add: (text: string, path: string) => void;
  /** The first few, cut short. */
  readonly few: () => readonly string[];
}

/** What crosses to the window many times a second stays small. */
const SHOWN = 8;
const LENGTH = 300;

/** @param of how many lanes the job has */
export function openWarnings(of: number): Warnings {
  const paths = new Map<string, Set<string>>();
  const shown = ([text, from]: readonly [string, ReadonlySet<string>]): string => (from.size < of ? `${[...from].join(', ')}: ${text}` : text);
  return {
    get count() {
      return paths.size;
    },
    add: (text, path) => void paths.set(text, (paths.get(text) ?? new Set()).add(path)),
    few: () => [...paths].slice(0, SHOWN).map((entry) => shown(entry).slice(0, LENGTH)),
  };
}
