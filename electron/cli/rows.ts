import { type Remark, remarkLine } from '../../shared/remarks.ts';

/** One fact a line, its name in a column of its own. */
export type Row = readonly [name: string, text: string];

export function linesOf(rows: readonly Row[], remarks: readonly Remark[]): string[] {
  return [...rows, ...remarks.map((remark): Row => [SIGNS[remark.tone], remarkLine(remark)])].map(([name, text]) => `${name.padEnd(11)}${text}`);
}

const SIGNS: Readonly<Record<Remark['tone'], string>> = { danger: 'REFUSED', caution: 'CAUTION', info: 'note' };
