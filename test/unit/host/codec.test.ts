import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, encode } from '../../../build/chromium-host/world/codec.ts';

const overTheWire = (value: unknown): unknown => decode(JSON.parse(JSON.stringify(encode(value))));

const clonable = fc.letrec((tie) => ({
  leaf: fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.double(),
    fc.integer(),
    fc.bigInt(),
    fc.boolean(),
    fc.constantFrom(undefined, null, -0, Number.NaN, Infinity),
    fc.date({ noInvalidDate: false }),
    fc.uint8Array(),
  ),
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('leaf'),
    fc.array(tie('value')),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('$', '$$', 'v', '__proto__')), tie('value'), { noNullPrototype: true }),
    fc.array(fc.tuple(tie('leaf'), tie('value'))).map((entries) => new Map(entries)),
    fc.array(tie('leaf')).map((members) => new Set(members)),
  ),
})).value;

describe('the codec', () => {
  it('carries what structured clone would', () => {
    fc.assert(
      fc.property(clonable, (value) => {
        expect(overTheWire(value)).toEqual(value);
      }),
    );
  });

  it('keeps name and message of an error', () => {
    expect(overTheWire(new TypeError('nope'))).toMatchObject({ name: 'TypeError', message: 'nope' });
  });

  it.each([
    ['a function', () => {}],
    ['a symbol', Symbol('s')],
    ['a function inside', { a: [() => {}] }],
  ])('refuses %s as Electron does', (_, value) => {
    expect(() => encode(value)).toThrow('An object could not be cloned.');
  });
});
