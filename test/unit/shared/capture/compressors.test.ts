import { expect, it } from 'vitest';
import { compressors, packingByName } from '../../../../shared/capture/compressors.ts';

it.each([
  ['card.tar.zst', 'zstd'],
  ['card.TZST', 'zstd'],
  ['card.tar.xz', 'xz'],
  ['card.tgz', 'gzip'],
  ['card.tar.lz4', 'lz4'],
  ['card.tar', 'none'],
  ['card.tar.bz2', 'other'],
  ['card.tar.lz', 'other'],
  ['card', undefined],
  ['card.zst', undefined],
])('%s says %s', (name, packing) => {
  expect(packingByName(name)).toBe(packing);
});

it.each(['zstd', 'xz', 'gzip', 'lz4'] as const)('%s: what is reproducible comes of one program, by fixed settings', (packing) => {
  expect(compressors(packing, true)).toHaveLength(1);
});
