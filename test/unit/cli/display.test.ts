import { expect, it } from 'vitest';
import { isLive, tenths } from '../../../electron/cli/display.ts';

it.each([
  [{ isTTY: true, columns: 80 }, 'xterm', true],
  [{ isTTY: true, columns: 80 }, 'vt102', true],
  [{ isTTY: true, columns: 0 }, 'vt102', false],
  [{ isTTY: true, columns: 80 }, 'dumb', false],
  [{ isTTY: true, columns: 80 }, '', false],
  [{ isTTY: true, columns: 80 }, undefined, false],
  [{ isTTY: true }, 'xterm', false],
  [{}, 'xterm', false],
])('%j, TERM=%s: live %s', (stream, term, live) => expect(isLive(stream, term)).toBe(live));

it('every tenth is told of once, as soon as it is reached', () => {
  const isNews = tenths();
  expect([0, 0.05, 0.1, 0.11, 0.19, 0.35, 0.3, 0.4, 1, 1].filter(isNews)).toEqual([0.1, 0.35, 0.4, 1]);
});
