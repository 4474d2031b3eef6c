import { LineSplitter } from '../../run/lines.ts';
import type { SignalledTool } from './tools.ts';

/**
 * Cuts reports out of standard error. A report may come in three pieces, and in the middle of a warning: the signal
 * handler prints whenever it runs (`signals.md` §1). The numbers themselves are never broken, because nothing else
 * runs while the handler does. What remains is joined again into the lines that it was.
 */
export class ReportReader {
  readonly #tool: SignalledTool;
  readonly #splitter = new LineSplitter();
  #held = '';

  constructor(tool: SignalledTool) {
    this.#tool = tool;
  }

  /** @returns positions in bytes, and the complete lines of everything else */
  push(text: string): { readonly positions: number[]; readonly lines: string[] } {
    const positions: number[] = [];
    this.#held += text;
    const { report } = this.#tool;
    for (let match = report.exec(this.#held); match; match = report.exec(this.#held)) {
      positions.push(Number(match[1]));
      this.#held = this.#held.slice(0, match.index) + this.#held.slice(match.index + match[0].length);
    }
    const safe = this.#safe();
    const lines = this.#splitter.push(this.#held.slice(0, safe));
    this.#held = this.#held.slice(safe);
    return { positions, lines };
  }

  end(): string[] {
    const lines = [...this.#splitter.push(this.#held), ...this.#splitter.end()];
    this.#held = '';
    return lines;
  }

  /** Up to where no unfinished report can begin: it spans this many lines, the last of which is not complete. */
  #safe(): number {
    let end = this.#held.length;
    for (let line = 0; line < this.#tool.reportLines; line += 1) end = this.#held.lastIndexOf('\n', end - 1);
    return end + 1;
  }
}
