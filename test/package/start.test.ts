import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CLI } from '../lab/cli.ts';

/** What is begun while a program is still being read must stand in front of what takes long to read: the schemas, and all that has some. */

const BEFORE_ALL = [
  ['cli.js', /launched(?:\$\d+)? = launchEarly(?:\$\d+)?\(/],
  ['engine.js', /opening(?:\$\d+)? = openLine(?:\$\d+)?\(/],
] as const;

it.each(BEFORE_ALL)('%s: %s stands in front of every schema', (name, begun) => {
  const program = readFileSync(new URL(name, `file://${CLI}`), 'utf8');
  const place = program.search(begun);
  const schemas = program.indexOf('node_modules/zod/');
  expect(place).toBeGreaterThan(0);
  expect(schemas).toBeGreaterThan(place);
});
