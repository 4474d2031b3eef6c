import { expect, it } from 'vitest';
import { misfitsIn } from '../../../electron/archive/fatNames.ts';
import type { Tree } from '../../../electron/archive/tree.ts';

it('finds what DOS would have for a longer name once, however many there are of either', () => {
  let looks = 0;
  const names = new Map<string, { type: 'file' }>();
  // All the ways in which one such name can be written, beside many that would get it.
  for (let i = 0; i < 64; i += 1)
    names.set(`boot/${[...'abcdef'].map((letter, at) => ((i >> at) & 1 ? letter.toUpperCase() : letter)).join('')}~1.txt`, { type: 'file' });
  for (let i = 0; i < 20_000; i += 1) names.set(`boot/abcdefgh${i}.txt`, { type: 'file' });
  const tree: Tree = { ...mapOf(names), keys: () => counted(names.keys(), () => (looks += 1)) } as Tree;
  expect(misfitsIn(tree, ['boot/'])[0]?.count).toBe(64);
  expect(looks).toBeLessThanOrEqual(3 * names.size);
});

function mapOf(names: ReadonlyMap<string, { type: 'file' }>): Pick<Tree, 'get' | 'has' | 'size'> {
  return { get: (name) => names.get(name), has: (name) => names.has(name), size: names.size };
}

function* counted(keys: Iterable<string>, count: () => void): Generator<string> {
  for (const key of keys) {
    count();
    yield key;
  }
}
