import { formatBytes } from '../../shared/format.ts';
import type { ImageFacts, ImagePartition } from '../../shared/imageFacts.ts';
import { bmapWords, contentsWords, partitionWords } from '../../shared/plan/describeImage.ts';
import type { Row } from './rows.ts';

/** What a disk image is. */
export function imageRows(image: ImageFacts): Row[] {
  const { file, partitions, bmap } = image;
  return [
    ['image', `${file.path} (${packingWords(image)}, ${formatBytes(file.size)})`],
    ['holds', contentsWords(image)],
    ['length', lengthWords(image)],
    ...partitions.map((partition): Row => ['partition', `${partition.number}: ${partitionWords(partition)}${nameWords(partition)}`]),
    ...(bmap ? [['block map', `${bmap.file.path}: ${bmapWords(bmap)}`] satisfies Row] : []),
  ];
}

function packingWords({ compression, zip }: ImageFacts): string {
  if (zip) return `${zip.name} in a zip file`;
  return compression === 'none' ? 'raw' : compression;
}

function lengthWords({ imageBytes, usedBytes }: ImageFacts): string {
  return imageBytes === null ? `not known before it is unpacked; ${formatBytes(usedBytes)} at the least` : formatBytes(imageBytes);
}

/** That of a GPT; nothing else may know what lies in it. */
function nameWords({ name }: ImagePartition): string {
  return name === undefined ? '' : `, named "${name}"`;
}
