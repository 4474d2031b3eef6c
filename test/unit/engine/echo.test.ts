import { expect, it } from 'vitest';
import { openEcho } from '../../../electron/engine/extract/echo.ts';
import type { LaneEvent } from '../../../shared/protocol.ts';

function echoed(lines: readonly string[]): string[] {
  const said: LaneEvent[] = [];
  const echo = openEcho({ emit: (event) => said.push(event) });
  for (const line of lines) echo.say(line, 'warning');
  echo.end();
  return said.map((event) => (event.type === 'notice' ? event.text : event.type));
}

const many = (count: number, line: (i: number) => string): string[] => Array.from({ length: count }, (_, i) => line(i));

it('a kind that comes again and again is said three times and counted, and no other is lost behind it', () => {
  const lines = [
    ...many(1000, (i) => `tar: ./f${i}: Cannot open: File exists`),
    'tar: ./x: Unknown file type; file ignored',
    ...many(5, (i) => `tar: Word '${i}'`),
  ];
  expect(echoed(lines)).toEqual([
    'tar: ./f0: Cannot open: File exists',
    'tar: ./f1: Cannot open: File exists',
    'tar: ./f2: Cannot open: File exists',
    'tar: ./x: Unknown file type; file ignored',
    "tar: Word '0'",
    "tar: Word '1'",
    "tar: Word '2'",
    "… and 997 more lines of tar's like these: Cannot open: File exists",
    "… and 2 more lines of tar's like these: tar: Word …",
  ]);
});

it('kinds without end are some of them, and a number', () => {
  const lines = echoed(many(10_000, (i) => `tar: word${i}`));
  expect(lines).toHaveLength(50 + 3 + 1);
  expect(lines.at(-1)).toMatch(/and 9947 more/);
});
