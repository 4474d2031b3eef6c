import { LineSplitter } from '../../run/lines.ts';
import type { Report, SignalledTool } from './tools.ts';

/** Characters of a line that are kept: a tool says in less what is wrong, a file's name included. */
const LONGEST_WORDS = 4096;

/**
 * Cuts reports out of standard error. A report may come in three pieces, and in the middle of a warning: the signal
 * handler prints whenever it runs (`signals.md` §1). The numbers themselves are never broken, because nothing else
 * runs while the handler does. What remains is joined again into the lines that it was. A line may be as long as a name
 * in a hostile archive: no more is held back than may be the beginning of a report, and nothing is looked at again.
 */
export class ReportReader {
  readonly #tool: SignalledTool;
  readonly #believes: (report: Report) => boolean;
  readonly #splitter = new LineSplitter(LONGEST_WORDS);
  #held = '';

  /** @param believes of what looks like a report, whether it is one; else it stays with the words around it */
  constructor(tool: SignalledTool, believes: (report: Report) => boolean = () => true) {
    this.#tool = tool;
    this.#believes = believes;
  }

  /** @returns positions in bytes, and the complete lines of everything else */
  push(text: string): { readonly positions: number[]; readonly lines: string[] } {
    const { positions, words } = this.#cut(this.#held + text);
    const safe = this.#safe(words);
    this.#held = words.slice(safe);
    return { positions, lines: this.#splitter.push(words.slice(0, safe)) };
  }

  end(): string[] {
    const lines = [...this.#splitter.push(this.#held), ...this.#splitter.end()];
    this.#held = '';
    return lines;
  }

  /** Where one report was in the middle of another, that one is whole when the first is out: so it is looked a bit back. */
  #cut(text: string): { readonly positions: number[]; readonly words: string } {
    const positions: number[] = [];
    let words = text;
    let judged = 0;
    for (let from = 0, found = this.#find(words, from); found; found = this.#find(words, from)) {
      if (this.#believes(found.report)) {
        positions.push(found.report.position);
        words = words.slice(0, found.start) + words.slice(found.end);
        from = Math.max(judged, found.start - this.#tool.reportLength);
      } else from = judged = found.start + 1;
    }
    return { positions, words };
  }

  #find(text: string, from: number): { readonly report: Report; readonly start: number; readonly end: number } | undefined {
    const match = this.#tool.report.exec(text.slice(from));
    if (!match) return undefined;
    const { position, counts } = match.groups ?? {};
    const start = from + match.index;
    return { report: { position: Number(position), counts: counts === 'written' ? 'written' : 'read' }, start, end: start + match[0].length };
  }

  /** Up to where no unfinished report can begin: it spans this many lines, the last of which is not complete, and is no longer than that. */
  #safe(words: string): number {
    let end = words.length;
    for (let line = 0; line < this.#tool.reportLines; line += 1) end = words.lastIndexOf('\n', end - 1);
    return Math.max(end + 1, words.length - this.#tool.reportLength);
  }
}
