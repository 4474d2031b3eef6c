import { expect, it } from 'vitest';
import { CLEAR, cleared, isLive, tenths } from '../../../electron/cli/display.ts';

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

it.each([
  [24, 16, true],
  [16, 16, true],
  [10, 16, false],
  [undefined, 2, false],
  [undefined, 1, true],
])('%s rows for %d lines: live %s', (rows, lines, live) => {
  const stream = { isTTY: true, columns: 80, ...(rows === undefined ? {} : { rows }) };
  expect(isLive(stream, 'xterm', lines)).toBe(live);
});

it('lines are taken back to where they began', () => {
  expect([0, 1].map(cleared)).toEqual([CLEAR, CLEAR]);
  expect(cleared(3)).toBe(`${CLEAR}\u001b[A\u001b[K\u001b[A\u001b[K`);
});

it('every tenth is told of once, as soon as it is reached', () => {
  const isNews = tenths();
  expect([0, 0.05, 0.1, 0.11, 0.19, 0.35, 0.3, 0.4, 1, 1].filter(isNews)).toEqual([0.1, 0.35, 0.4, 1]);
});
