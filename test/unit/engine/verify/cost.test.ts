import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compared, secondsToCompare } from '../../../../electron/engine/verify/cost.ts';

const tree = { streamBytes: 1e9, compression: 'none', members: 50_000 } as const;

it('many members take longer than few that are as large', () => {
  const few = secondsToCompare({ ...tree, members: 100 });
  expect(few).toBeGreaterThan(0.5);
  expect(secondsToCompare(tree)).toBeGreaterThan(few + 1);
  expect(secondsToCompare({ ...tree, compression: 'xz' })).toBeGreaterThan(secondsToCompare(tree) * 2);
});

it('half of the bytes are less than half of the work where most members are behind them', () => {
  const share = compared(tree);
  expect(share(0.5, 5000)).toBeLessThan(0.35);
  expect(share(0.5, 45_000)).toBeGreaterThan(0.6);
});

it('never falls, and is not all of it before the tree was looked at as a whole', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.double({ min: 0, max: 0.2, noNaN: true }), fc.nat(20_000)), { maxLength: 20 }), (steps) => {
      const share = compared(tree);
      let [read, seen, before] = [0, 0, 0];
      for (const [bytes, members] of steps) {
        [read, seen] = [Math.min(1, read + bytes), seen + members];
        const now = share(read, seen);
        expect(now).toBeGreaterThanOrEqual(before);
        expect(now).toBeLessThan(1);
        before = now;
      }
    }),
  );
});

it('an archive without anything is read when it is read', () => {
  expect(compared({ streamBytes: 0, compression: 'none', members: 0 })(1, 0)).toBe(1);
});
