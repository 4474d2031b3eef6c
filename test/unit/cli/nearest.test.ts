import { expect, it } from 'vitest';
import { distance, nearest } from '../../../electron/cli/nearest.ts';

const VERBS = ['flash', 'inspect', 'drives', 'verify', 'help'];
const OPTIONS = ['layout', 'fs', 'label', 'size', 'yes', 'dry-run', 'allow-fixed', 'verify', 'json'];

it.each([
  ['flsh', VERBS, 'flash'],
  ['falsh', VERBS, 'flash'],
  ['Flash', VERBS, 'flash'],
  ['drvies', VERBS, 'drives'],
  ['drive', VERBS, 'drives'],
  ['instpect', VERBS, 'inspect'],
  ['varify', VERBS, 'verify'],
  ['in', VERBS, 'inspect'],
  ['yse', OPTIONS, 'yes'],
  ['jsno', OPTIONS, 'json'],
  ['dry', OPTIONS, 'dry-run'],
  ['dryrun', OPTIONS, 'dry-run'],
  ['alow-fixd', OPTIONS, 'allow-fixed'],
  ['y', OPTIONS, 'yes'],
  ['l', OPTIONS, undefined],
  ['burn', VERBS, undefined],
  ['rootfs.tar.xz', VERBS, undefined],
  ['', VERBS, undefined],
  ['x'.repeat(1_000_000), VERBS, undefined],
])('%s', (typed, known, meant) => expect(nearest(typed, known)).toBe(meant));

it.each([
  ['', '', 0],
  ['', 'abc', 3],
  ['abc', 'abc', 0],
  ['abc', 'acb', 1],
  ['kitten', 'sitting', 3],
  ['ca', 'abc', 3],
])('distance of "%s" and "%s"', (from, to, mistakes) => {
  expect(distance(from, to)).toBe(mistakes);
  expect(distance(to, from)).toBe(mistakes);
});
