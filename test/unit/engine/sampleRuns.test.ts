import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bytesOf, type Run } from '../../../electron/engine/disk/extents.ts';
import { sampleRuns } from '../../../electron/engine/disk/sampleRuns.ts';
import { MiB } from '../../../shared/plan/sizes.ts';

/** Chunks of a MiB. */
const PIECE = 16;

const chunksOf = (runs: readonly Run[]): number[] => runs.flatMap(({ first, count }) => Array.from({ length: count }, (_, i) => first + i));

const runs = fc
  .array(fc.tuple(fc.integer({ min: 2, max: 50 }), fc.integer({ min: 1, max: 6400 })), { minLength: 1, maxLength: 20 })
  .map((parts) => parts.reduce<Run[]>((all, [gap, count]) => [...all, { first: (all.at(-1)?.first ?? 0) + (all.at(-1)?.count ?? 0) + gap, count }], []));

it('a sample has both ends, lies in what was written, is no more than 64 MiB, and leaves no large part out', () => {
  fc.assert(
    fc.property(runs, fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })), (all, numbers) => {
      const written = chunksOf(all);
      const parts = sampleRuns(all, () => numbers.next().value ?? 0);
      const ends = chunksOf(parts[0] ?? []);
      expect(ends[0]).toBe(written[0]);
      expect(ends.at(-1)).toBe(written.at(-1));
      const sampled = parts.flatMap(chunksOf).toSorted((a, b) => a - b);
      expect(new Set(sampled).size).toBe(sampled.length);
      const placeOf = new Map(written.map((chunk, place) => [chunk, place]));
      const places = sampled.map((chunk) => placeOf.get(chunk) ?? -1);
      expect(places).not.toContain(-1);
      const pieces = all.reduce((sum, { count }) => sum + Math.ceil(count / PIECE), 0);
      const widest = places.slice(1).reduce((most, place, i) => Math.max(most, place - (places[i] as number)), 0);
      expect(widest).toBeLessThanOrEqual(2 * Math.ceil(pieces / 56) * PIECE);
      expect(parts.length === 1 || bytesOf(parts.flat()) <= 64 * MiB).toBe(true);
    }),
  );
});

it('of little everything is compared', () => {
  expect(sampleRuns([{ first: 3, count: 10 }], () => 0.5)).toEqual([[{ first: 3, count: 10 }]]);
});
