import { expect, it } from 'vitest';
import { foldSizes } from '../../../electron/archive/sizes.ts';
import { entryOf } from './entries.ts';

it('what was counted so far and how far that is belong together, also when all of it was read', () => {
  const sizes = foldSizes();
  sizes.add({ ...entryOf('small', 'file'), block: 0, size: 512 });
  sizes.add({ ...entryOf('large', 'file'), block: 2, size: 1_024_000 });
  expect(sizes.soFar()).toEqual({ members: 2, blockBytes: 4096, position: 1024 });
  sizes.finish({ block: 2003, blocks: 2004, ending: { tars: 1, marked: true, junkAt: null, trailing: false } });
  expect(sizes.soFar()).toEqual({ members: 2, blockBytes: 4096 + 1_024_000, position: 2003 * 512 });
});
