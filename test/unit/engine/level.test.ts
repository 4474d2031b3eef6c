import { describe, expect, it } from 'vitest';
import { Level } from '../../../electron/engine/level.ts';

describe('how far something has come', () => {
  it('is told to each who waits, when it is as far as he wants', async () => {
    const level = new Level();
    const told: (readonly [number, number])[] = [];
    for (const wanted of [5, 10, 15]) void level.reach(wanted).then((reached) => told.push([wanted, reached]));
    level.rise(4);
    level.rise(11);
    await Promise.resolve();
    expect(told).toEqual([
      [5, 11],
      [10, 11],
    ]);
    expect(await level.reach(3)).toBe(11);
  });

  it('is told at the end though it is less', async () => {
    const level = new Level();
    const waiting = level.reach(100);
    level.end(60);
    expect([await waiting, await level.reach(100)]).toEqual([60, 60]);
  });

  it('is not told where it failed', async () => {
    const level = new Level();
    const waiting = level.reach(100);
    level.rise(50);
    level.fail(new Error('torn off'));
    await expect(waiting).rejects.toThrow('torn off');
    await expect(level.reach(1)).rejects.toThrow('torn off');
  });
});
