import { describe, expect, it } from 'vitest';
import { displayName, exampleOf, hasDotDot, normaliseName, parentOf } from '../../../electron/archive/names.ts';

describe('normaliseName', () => {
  it.each([
    ['./d/e/', 'd/e'],
    ['/etc//fstab', 'etc/fstab'],
    ['./', ''],
    ['.', ''],
    ['a/./b', 'a/b'],
    ['.hidden/..x', '.hidden/..x'],
    ['../x', '../x'],
  ])('%s -> %s', (name, expected) => expect(normaliseName(name)).toBe(expected));
});

it.each([
  ['a/b/c', 'a/b'],
  ['a', ''],
  ['', ''],
])('parentOf %j', (name, expected) => expect(parentOf(name)).toBe(expected));

it.each([
  ['a/../b', true],
  ['..', true],
  ['a..b/..c', false],
])('hasDotDot %s', (name, expected) => expect(hasDotDot(name)).toBe(expected));

describe('displayName', () => {
  it.each([
    ['caf\xc3\xa9', 'café'],
    ['a\nb\t\x1b[31m', 'a\\nb\\t\\x1b[31m'],
    ['\xff', '\ufffd'],
    ['gnp.\xe2\x80\xaeexe', 'gnp.\\u202eexe'],
  ])('%j', (name, expected) => expect(displayName(name)).toBe(expected));
  it('shortens an example', () => expect(exampleOf('x'.repeat(5000))).toHaveLength(1001));
});
