/** Files of lines that are there already, changed in as few of them as can be. */

export function linesOf(text: string | undefined): string[] {
  const lines = (text ?? '').split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

/** Every line ends, the last one as well. */
export function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

/** A file of shell assignments, or one that looks like it: the first of that name is replaced, others of the same name are dropped. */
export function assign(text: string | undefined, name: string, value: string): string {
  const isOfName = (line: string): boolean => line.trimStart().startsWith(`${name}=`);
  return replaceFirst(text, isOfName, `${name}=${value}`);
}

/** What fits is replaced by one line, in the place of the first; or it is added at the end. */
export function replaceFirst(text: string | undefined, fits: (line: string) => boolean, replacement: string): string {
  const lines = linesOf(text);
  const first = lines.findIndex(fits);
  if (first < 0) return textOf([...lines, replacement]);
  return textOf(lines.flatMap((line, index) => (index === first ? [replacement] : fits(line) ? [] : [line])));
}

/** Added at the end, if there is no such line. */
export function withLine(text: string | undefined, line: string): string {
  const lines = linesOf(text);
  return textOf(lines.includes(line) ? lines : [...lines, line]);
}
