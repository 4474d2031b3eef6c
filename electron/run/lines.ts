import type { Readable } from 'node:stream';

/** Characters: more than two names of a file need, with every byte of them quoted. */
const MOST = 64 * 1024;

/**
 * Splits text that comes in pieces into lines; the last piece without a newline is kept until `end`. Of a line that is
 * longer than `most` characters, however long, only the beginning is kept, and a mark that more came. The work grows with
 * the text, not with its lines.
 */
export class LineSplitter {
  readonly #most: number;
  #rest = '';

  constructor(most = MOST) {
    this.#most = most;
  }

  push(text: string): string[] {
    const pieces = text.split('\n');
    const last = pieces.pop() ?? '';
    const lines = pieces.map((piece) => this.#take(piece));
    this.#keep(last);
    return lines;
  }

  /** Characters that wait for their newline; more than `most` as soon as these are too many. */
  get pending(): number {
    return this.#rest.length;
  }

  end(): string[] {
    return this.#rest ? [this.#take('')] : [];
  }

  #take(piece: string): string {
    this.#keep(piece);
    const line = this.#rest;
    this.#rest = '';
    return line.length > this.#most ? `${line.slice(0, this.#most)}${CUT}` : line;
  }

  /** One character too many tells that there were more. */
  #keep(piece: string): void {
    const room = this.#most + 1 - this.#rest.length;
    if (room > 0) this.#rest += piece.slice(0, room);
  }
}

/** In ASCII, because a line may be a byte string. */
const CUT = '...';

/** A stream that was to hold lines holds something else. */
export class LineTooLong extends Error {
  override readonly name = 'LineTooLong';

  constructor(most: number) {
    super(`a line is longer than ${most} characters`);
  }
}

/** What stands behind the beginning of a line: `Name:\t` of `Umask:\t0022\nName:\ttar\n` is `tar`. The first such line counts. */
export function valueBehind(text: string, start: string): string | undefined {
  return text
    .split('\n')
    .find((line) => line.startsWith(start))
    ?.slice(start.length);
}

/**
 * Lines of a stream. @param encoding `latin1` keeps every byte one character.
 * @throws LineTooLong
 */
export async function* lines(stream: Readable, encoding: 'utf8' | 'latin1' = 'utf8', most = MOST): AsyncGenerator<string> {
  const splitter = new LineSplitter(most);
  stream.setEncoding(encoding);
  for await (const chunk of stream as AsyncIterable<string>) {
    for (const line of splitter.push(chunk)) {
      if (line.length > most) throw new LineTooLong(most);
      yield line;
    }
    if (splitter.pending > most) throw new LineTooLong(most);
  }
  yield* splitter.end();
}
