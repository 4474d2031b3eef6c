import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Bytes } from '../../../electron/archive/container/bytes.ts';
import { readAhead } from '../../../electron/archive/container/readAhead.ts';

function counted(content: Buffer): Bytes & { readonly reads: () => number } {
  let reads = 0;
  const at = (position: number, length: number, into: Buffer = Buffer.alloc(length)): Buffer => {
    reads += 1;
    return into.subarray(0, content.subarray(position, position + length).copy(into));
  };
  return { size: content.length, at, reads: () => reads };
}

it('gives the same bytes, wherever they are asked for', () => {
  const content = randomBytes(300_000);
  const place = fc.tuple(fc.integer({ min: 0, max: 310_000 }), fc.integer({ min: 0, max: 100_000 }));
  const near = fc.tuple(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 0, max: 20 }));
  fc.assert(
    fc.property(fc.array(fc.oneof(place, near), { maxLength: 30 }), (places) => {
      const ahead = readAhead(counted(content));
      for (const [position, length] of places) {
        expect(ahead.at(position, length).equals(content.subarray(position, position + length))).toBe(true);
      }
    }),
  );
});

it('reads once what lies close together, and no more than is asked for where it does not', () => {
  const file = counted(randomBytes(1024 * 1024));
  const close = readAhead(file);
  for (let at = 0; at < 60_000; at += 1000) close.at(at, 3);
  expect(file.reads()).toBeLessThanOrEqual(4);
  const far = counted(randomBytes(1024 * 1024));
  const { at } = readAhead(far);
  for (let position = 0; position < 1024 * 1024; position += 100_000) expect(at(position, 3).length).toBe(3);
  expect(far.reads()).toBe(11);
});
