import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { viewTree } from '../../../electron/engine/flash/treeView.ts';
import { workshop } from '../archive/workshop.ts';

const folder = workshop();

it('follows links inside of the tree, until what was made to lead on for long has taken long enough', () => {
  const root = join(folder, 'tree');
  mkdirSync(join(root, 'a'), { recursive: true });
  writeFileSync(join(root, 'plain'), 'text');
  symlinkSync('/plain', join(root, 'good'));
  // It leads to itself, by as many steps as a link can have.
  symlinkSync(`${'a/../'.repeat(800)}long`, join(root, 'long'));
  const tree = viewTree(root);
  expect(tree.has('good')).toBe(true);
  for (let i = 0; i < 200; i += 1) expect(tree.has('long')).toBe(false);
  expect(tree.has('good')).toBe(false);
  // What is amended is found nevertheless.
  expect(tree.file('good')).toBe('plain');
  expect(tree.read('good')).toBe('text');
});
