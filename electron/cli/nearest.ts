/** What somebody meant who has mistyped a word. */

/** The known word that is nearest to a mistyped one, or the only one that it begins; undefined if none is near. */
export function nearest(typed: string, known: readonly string[]): string | undefined {
  const word = typed.toLowerCase().slice(0, LONGEST);
  const begun = known.filter((candidate) => word !== '' && candidate.startsWith(word));
  if (begun.length === 1) return begun[0];
  const [best] = known
    .map((candidate) => ({ candidate, mistakes: distance(word, candidate) }))
    .filter(({ candidate, mistakes }) => mistakes <= Math.min(3, Math.ceil(candidate.length / 3)))
    .toSorted((a, b) => a.mistakes - b.mistakes);
  return best?.candidate;
}

/** Of what may be any text, more than any word that is known. */
const LONGEST = 40;

/** Letters that are wrong, missing, too many, or changed places with their neighbour (optimal string alignment). */
export function distance(from: string, to: string): number {
  let before: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 0; i < from.length; i += 1) {
    const next = [i + 1];
    for (let j = 0; j < to.length; j += 1) {
      const replaced = at(row, j) + (from[i] === to[j] ? 0 : 1);
      const swapped = from[i] === to[j - 1] && from[i - 1] === to[j] ? at(before, j - 1) + 1 : Infinity;
      next.push(Math.min(replaced, at(row, j + 1) + 1, at(next, j) + 1, swapped));
    }
    [before, row] = [row, next];
  }
  return at(row, to.length);
}

function at(row: readonly number[], j: number): number {
  return row[j] ?? Infinity;
}
