import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lines, LineSplitter } from '../../../electron/run/lines.ts';

async function all(chunks: readonly Buffer[], encoding?: 'utf8' | 'latin1', maxLength?: number): Promise<string[]> {
  const found: string[] = [];
  for await (const line of lines(Readable.from(chunks), encoding, maxLength)) found.push(line);
  return found;
}

/** Cuts bytes at any places. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const bounds = [...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return bounds.map((bound, i) => bytes.subarray(bounds[i - 1] ?? 0, bound)).filter((chunk) => chunk.length > 0);
}

const text = fc
  .array(fc.oneof(fc.string({ unit: 'binary', maxLength: 12 }), fc.constantFrom('', 'ä', '日本', '\r')), { maxLength: 8 })
  .map((parts) => parts.join('\n'));

describe('lines', () => {
  it('are those of the whole text, wherever it is cut, also inside of a character', async () => {
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.nat()), async (whole, places) => {
        const bytes = Buffer.from(whole, 'utf8');
        const expected = bytes.toString('utf8').split('\n');
        if (expected.at(-1) === '') expected.pop();
        expect(await all(cut(bytes, places))).toEqual(expected);
      }),
    );
  });

  it('keep every byte in latin1', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1 }), fc.array(fc.nat()), async (bytes, places) => {
        const found = await all(cut(Buffer.from(bytes), places), 'latin1');
        const whole = Buffer.from(bytes).toString('latin1');
        expect(found.join('\n')).toBe(whole.endsWith('\n') ? whole.slice(0, -1) : whole);
      }),
    );
  });

  it('are refused when one does not end', async () => {
    const endless = Array.from({ length: 100 }, () => Buffer.alloc(100, 'x'));
    await expect(all(endless, 'utf8', 1000)).rejects.toThrow('longer than 1000');
    expect(await all([Buffer.from(`${'x'.repeat(900)}\n${'y'.repeat(900)}\n`)], 'utf8', 1000)).toHaveLength(2);
  });
});

describe('LineSplitter', () => {
  it('counts what waits for its newline', () => {
    const splitter = new LineSplitter();
    expect(splitter.push('ab\ncd')).toEqual(['ab']);
    expect(splitter.pending).toBe(2);
    expect(splitter.push('e\n')).toEqual(['cde']);
    expect([splitter.pending, splitter.end()]).toEqual([0, []]);
  });

  it('keeps the beginning of a line that is too long, wherever it is cut, and the lines around it', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 12 }), { minLength: 1 }), fc.array(fc.nat()), (whole, places) => {
        const splitter = new LineSplitter(5);
        const chunks = cut(Buffer.from(`${whole.join('\n')}\n`), places).map(String);
        expect(chunks.flatMap((chunk) => splitter.push(chunk))).toEqual(whole.map((line) => (line.length > 5 ? `${line.slice(0, 5)}...` : line)));
        expect(splitter.end()).toEqual([]);
      }),
    );
  });

  it('does not keep what comes of a line that is too long', () => {
    const splitter = new LineSplitter(10);
    for (let i = 0; i < 1000; i += 1) splitter.push('x'.repeat(10_000));
    expect(splitter.pending).toBe(11);
    expect(splitter.end()).toEqual([`${'x'.repeat(10)}...`]);
  });

  it('gives the last piece at the end, once', () => {
    const splitter = new LineSplitter();
    splitter.push('rest');
    expect([splitter.end(), splitter.end()]).toEqual([['rest'], []]);
  });
});
