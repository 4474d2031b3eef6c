import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visible, visibleJson, visibleLines } from '../../../shared/visible.ts';

/** C0, DEL, C1, zero-width and bidi marks, named one by one: not by the pattern that is to find them. */
const HARMFUL = [
  ...Array.from({ length: 32 }, (_, code) => code),
  ...Array.from({ length: 33 }, (_, i) => 0x7f + i),
  0xad,
  0x34f,
  0x61c,
  0x115f,
  0x180e,
  0x200b,
  0x200c,
  0x200d,
  0x200e,
  0x200f,
  0x2028,
  0x2029,
  0x202a,
  0x202b,
  0x202c,
  0x202d,
  0x202e,
  0x2060,
  0x2063,
  0x2065,
  0x2066,
  0x2067,
  0x2068,
  0x2069,
  0x206f,
  0x3164,
  0xfeff,
  0xfff9,
  0xe0001,
  0xe0041,
].map((code) => String.fromCodePoint(code));

const text = fc.array(fc.oneof(fc.constantFrom(...HARMFUL), fc.string({ unit: 'binary', maxLength: 5 }))).map((parts) => parts.join(''));

function isHarmless(shown: string): boolean {
  return !HARMFUL.some((character) => shown.includes(character));
}

describe('visible', () => {
  it.each([
    ['plain, Größe, 日本, 🐧 \\x1b', 'plain, Größe, 日本, 🐧 \\x1b'],
    ['a\nb\t\r\u001b[31m', 'a\\nb\\t\\r\\x1b[31m'],
    ['\u0000\u007f\u009b31m\u00ad', '\\x00\\x7f\\x9b31m\\xad'],
    ['gnp.\u202eexe', 'gnp.\\u202eexe'],
    ['\u{e0041}', '\\udb40\\udc41'],
  ])('%j', (given, shown) => expect(visible(given)).toBe(shown));

  it('leaves nothing that a terminal obeys or nobody sees, and done twice it changes nothing', () => {
    fc.assert(
      fc.property(text, (any) => {
        expect(isHarmless(visible(any))).toBe(true);
        expect(visible(visible(any))).toBe(visible(any));
        expect(isHarmless(visibleLines(any).replaceAll('\n', ''))).toBe(true);
        expect(visibleLines(visibleLines(any))).toBe(visibleLines(any));
        expect(visibleLines(visible(any))).toBe(visible(any));
      }),
    );
  });

  it.each(HARMFUL.map((character) => [character.codePointAt(0)?.toString(16), character]))('U+%s', (_, character) => {
    expect(visible(`a${character}b`)).toMatch(/^a\\[\\\w]+b$/);
  });

  it('keeps as many lines as there were, where lines are to be kept', () => {
    fc.assert(fc.property(text, (any) => visibleLines(any).split('\n').length === any.split('\n').length));
    expect(visibleLines('a\u001b\nb\r\n')).toBe('a\\x1b\nb\\r\n');
  });
});

describe('visibleJson', () => {
  it('is one harmless line, means the same as JSON, and is left as it is by what comes after', () => {
    fc.assert(
      fc.property(fc.oneof(text, fc.jsonValue(), fc.dictionary(text, text)), (value) => {
        const json = visibleJson(value);
        expect(isHarmless(json)).toBe(true);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(visibleLines(json)).toBe(json);
      }),
    );
  });
});
