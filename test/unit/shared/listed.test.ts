import { expect, it } from 'vitest';
import { listed } from '../../../shared/listed.ts';

it.each([
  [[], ''],
  [['a'], 'a'],
  [['a', 'b'], 'a and b'],
  [['a', 'b', 'c'], 'a, b and c'],
])('%j', (names, words) => expect(listed(names)).toBe(words));
