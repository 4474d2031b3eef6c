import { readQuoted } from '../../archive/quoting.ts';

/** One difference that `tar --compare` prints on standard output (tar 1.34, src/compare.c `report_difference`). */
export interface Difference {
  /** As in the archive, one character a byte. */
  readonly name: string;
  readonly what: string;
}

/** `"./d/h": Mod time differs`, with `--quoting-style=c`. */
export function parseDifference(line: string): Difference | undefined {
  const quoted = readQuoted(line);
  return quoted?.rest.startsWith(': ') ? { name: quoted.value, what: quoted.rest.slice(2) } : undefined;
}
