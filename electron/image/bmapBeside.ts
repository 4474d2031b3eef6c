import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { LARGEST_SMALL_FILE } from '../../shared/files.ts';
import type { BmapFacts } from '../../shared/imageFacts.ts';
import { bytesOf, type HeldArchive, isUnchanged, openArchive } from '../archive/open.ts';
import { type Bmap, parseBmap, unfit } from './bmap.ts';

export interface FoundBmap {
  readonly bmap: Bmap;
  readonly facts: BmapFacts;
}

/**
 * The block map that lies beside an image.
 * @returns undefined where there is none
 * @throws TarstrapError `image-bmap-unfit`, or `archive-…` where it cannot be read
 */
export function bmapBeside(imagePath: string): FoundBmap | undefined {
  const path = pathBeside(imagePath);
  if (path === undefined) return undefined;
  using held = openArchive(path);
  return bmapIn(held);
}

/** Whether what lies beside an image is still the block map that was found there, or still nothing. */
export function isBmapUnchanged(imagePath: string, found: BmapFacts | null): boolean {
  const path = pathBeside(imagePath);
  return path === undefined || !found ? path === undefined && !found : isUnchanged(path, found.file);
}

function pathBeside(imagePath: string): string | undefined {
  return namesBeside(imagePath).find((name) => existsSync(name));
}

/** For `card.img.xz` that of `card.img.xz`, of `card.img` and of `card`, as bmaptool(1) looks for it. */
export function namesBeside(imagePath: string): string[] {
  const suffix = extname(imagePath);
  return [`${imagePath}.bmap`, ...(suffix === '' ? [] : namesBeside(imagePath.slice(0, -suffix.length)))];
}

/** @throws TarstrapError as {@link bmapBeside} */
export function bmapIn(held: HeldArchive): FoundBmap {
  const { identity: file } = held;
  const { path } = file;
  if (file.size > LARGEST_SMALL_FILE) throw unfit(path, 'it is larger than any block map');
  const bmap = parseBmap(path, bytesOf(held).at(0, file.size));
  const { imageBytes, blockBytes, mappedBytes, ranges } = bmap;
  return { bmap, facts: { file, imageBytes, blockBytes, mappedBytes, ranges: ranges.length, isChecked: ranges.every(({ checksum }) => checksum !== null) } };
}
