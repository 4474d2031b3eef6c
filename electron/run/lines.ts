import type { Readable } from 'node:stream';

/** Splits text that comes in pieces into lines; the last piece without a newline is kept until `end`. */
export class LineSplitter {
  #rest = '';

  push(text: string): string[] {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    return lines;
  }

  /** Characters that wait for their newline. */
  get pending(): number {
    return this.#rest.length;
  }

  end(): string[] {
    const last = this.#rest;
    this.#rest = '';
    return last ? [last] : [];
  }
}

/** Lines of a stream. @param encoding `latin1` keeps every byte one character. */
export async function* lines(stream: Readable, encoding: 'utf8' | 'latin1' = 'utf8', maxLength = Infinity): AsyncGenerator<string> {
  const splitter = new LineSplitter();
  stream.setEncoding(encoding);
  for await (const chunk of stream as AsyncIterable<string>) {
    yield* splitter.push(chunk);
    if (splitter.pending > maxLength) throw new Error(`a line is longer than ${maxLength} characters`);
  }
  yield* splitter.end();
}
