import { counted } from '../../shared/counted.ts';
import { formatBytes } from '../../shared/format.ts';
import type { BmapFacts, ImageFacts, ImagePartition } from '../../shared/imageFacts.ts';
import { fileName, shortened } from '../parts/names.ts';
import type { Fact } from './facts.ts';

/** What is known of a disk image, in words. */

export function factsOfImage(image: ImageFacts): Fact[] {
  const { bmap, filesystem, form, imageBytes, usedBytes } = image;
  const label = form === 'disk' ? undefined : filesystem?.label;
  return [
    { name: 'Kind', value: kindOf(image), ...withMore(tableOf(image)) },
    ...(label === undefined ? [] : [{ name: 'Label', value: label }]),
    { name: 'Format', value: formatOf(image), more: formatBytes(image.file.size) },
    imageBytes === null
      ? { name: 'Length', value: `at least ${formatBytes(usedBytes)}`, more: 'turns out when it is unpacked' }
      : { name: 'Length', value: formatBytes(imageBytes) },
    ...(bmap ? [{ name: 'To write', value: formatBytes(bmap.mappedBytes), more: mapWords(bmap) }] : []),
  ];
}

/** In one line. */
export function imageLine(image: ImageFacts): string {
  return [kindOf(image), tableOf(image)].filter((words) => words !== undefined).join(', ');
}

function kindOf({ form, table, filesystem }: ImageFacts): string {
  if (form === 'iso') return table === 'none' ? 'ISO' : 'Hybrid ISO';
  return form === 'disk' ? 'Disk image' : `${filesystem?.name ?? 'One'} filesystem`;
}

function tableOf({ form, table, partitions }: ImageFacts): string | undefined {
  if (table === 'none') return form === 'iso' ? 'without a partition table' : undefined;
  return `${table === 'gpt' ? 'GPT' : 'dos table'}, ${counted(partitions.length, 'partition')}`;
}

const withMore = (more: string | undefined): Pick<Fact, 'more'> => (more === undefined ? {} : { more });

function formatOf({ compression, zip }: ImageFacts): string {
  if (zip) return `zip, ${shortened(fileName(zip.name), 40)}`;
  return compression === 'none' ? 'not compressed' : compression;
}

function mapWords({ isChecked }: BmapFacts): string {
  return `by its block map, ${isChecked ? 'with checksums' : 'without checksums'}`;
}

/** By its label, else by the name that the table gives it, else by what it is for. */
export function nameOfPartition({ label, name, type }: ImagePartition): string {
  return label || name || type;
}

export function insideOf(partition: ImagePartition): string {
  const { kind, type, filesystem, unread } = partition;
  if (kind === 'extended') return 'holds the logical ones';
  const contents = unread ? 'contents turn out when it is written' : (filesystem ?? 'no known filesystem');
  return nameOfPartition(partition) === type ? contents : `${type}, ${contents}`;
}
