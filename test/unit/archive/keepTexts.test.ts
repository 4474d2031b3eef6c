import { expect, it } from 'vitest';
import type { ExpectedInode } from '../../../electron/archive/expected.ts';
import { keepTexts } from '../../../electron/archive/keepTexts.ts';

const inode = (member: number): ExpectedInode => ({ type: 'file', mode: 0o644, uid: 0, gid: 0, size: 0, seconds: 0, nanoseconds: 0, member });

it('keeps the last of one name, and nothing of the one before it', () => {
  const kept = keepTexts(10);
  kept.taker({ name: 'a', size: 4 }, 0)?.take(Buffer.from('long'), 0);
  const taker = kept.taker({ name: 'a', size: 4 }, 1);
  taker?.take(Buffer.from('b'), 1);
  taker?.take(Buffer.from('d'), 3);
  expect(kept.of(inode(1)).toString('latin1')).toBe('\0b\0d');
  expect(kept.of(inode(0))).toHaveLength(0);
});

it('keeps as many as there is room for, by what they claim', () => {
  const kept = keepTexts(10);
  expect(kept.taker({ name: 'a', size: 8 }, 0)).toBeDefined();
  expect(kept.taker({ name: 'b', size: 4 }, 1)).toBeUndefined();
  expect(kept.taker({ name: 'a', size: 4 }, 2)).toBeDefined();
  expect(kept.taker({ name: 'b', size: 4 }, 3)).toBeDefined();
});

it('makes no room for what only claims to be large', () => {
  const kept = keepTexts(2 ** 50);
  kept.taker({ name: 'a', size: 2 ** 49 }, 0);
  expect(kept.of(inode(0))).toHaveLength(0);
});
