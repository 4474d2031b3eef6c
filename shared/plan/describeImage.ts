import { counted } from '../counted.ts';
import { formatBytes } from '../format.ts';
import type { BmapFacts, ImageFacts, ImagePartition } from '../imageFacts.ts';
import { shellQuote } from '../shell.ts';
import { growthCommands, growthLines } from './describeGrowth.ts';
import type { ImagePlan } from './imageTypes.ts';
import type { Extent } from './table.ts';
import { unpackWords } from './unpackWords.ts';

/** A plan for a disk image in plain words, and as the commands that a person would type. */

export function describeImagePlan(plan: ImagePlan): string[] {
  const { target, image } = plan;
  const what = [target.model, formatBytes(target.size), target.bus].filter(Boolean).join(', ');
  return [
    `Target: ${target.path} (${what})`,
    ...plan.unmount.map((mountPoint) => `Unmount ${mountPoint}`),
    `Replace everything on it with the image: ${contentsWords(image)}`,
    ...image.partitions.map((partition) => `Partition ${partition.number}: ${partitionWords(partition)}`),
    ...describeLength(plan),
    ...describeBmap(image),
    ...(plan.clear.length > 0 ? [`Clear what is left behind it of what the drive had before: ${plan.clear.map(placeOf).join(', and ')}`] : []),
    ...describeGrowth(plan),
    { full: 'Verify everything by reading it back', none: 'Do not verify' }[plan.verify],
  ];
}

/** A noun with its article. */
export function contentsWords({ form, table, filesystem, partitions }: ImageFacts): string {
  const beside = table === 'none' ? '' : `${table === 'gpt' ? 'a GPT' : 'a dos'} partition table and ${counted(partitions.length, 'partition')}`;
  if (form === 'disk') return beside;
  const name = `${form === 'iso' ? 'an ISO' : `one ${filesystem?.name ?? ''} filesystem`}${filesystem?.label === undefined ? '' : ` "${filesystem.label}"`}`;
  return `${name}${beside === '' ? '' : ` with ${beside}`}`;
}

export function partitionWords({ kind, sizeByte, type, filesystem, label, unread }: ImagePartition): string {
  const outside = `${formatBytes(sizeByte)}, ${type}`;
  if (kind === 'extended') return outside;
  const inside = unread ? 'what is in it turns out when it is written' : `${filesystem ?? 'no known filesystem'}${label === undefined ? '' : ` "${label}"`}`;
  return `${outside}, ${inside}`;
}

function describeLength({ image: { imageBytes, usedBytes }, target }: ImagePlan): string[] {
  if (imageBytes === null) return [`How long the image is turns out while it is unpacked: ${formatBytes(usedBytes)} at the least`];
  return imageBytes % target.sectorSize === 0 ? [] : ['The image ends within a sector: the rest of that is filled with zeros'];
}

function describeBmap({ bmap }: ImageFacts): string[] {
  return bmap ? [`Write only what the block map ${bmap.file.path} names, ${bmapWords(bmap)}`] : [];
}

export function bmapWords({ isChecked, mappedBytes, imageBytes }: BmapFacts): string {
  return `${formatBytes(mappedBytes)} of ${formatBytes(imageBytes)}; ${isChecked ? 'its checksums are proven' : 'it has no checksums of them'}`;
}

function placeOf({ startByte, sizeByte }: Extent): string {
  return `${formatBytes(sizeByte)} from ${formatBytes(startByte)} on`;
}

function describeGrowth({ image, target, grow }: ImagePlan): string[] {
  const end = image.imageBytes ?? image.usedBytes;
  // Less than that nobody misses.
  if (!grow) return target.size - end > target.size / 20 ? [`Leave the last ${formatBytes(target.size - end)} of it unused`] : [];
  return growthLines(grow, target.size);
}

/** The same work by hand. */
export function imageCommandsOf({ target, image, unmount, clear, grow }: ImagePlan): string[] {
  const device = shellQuote(target.path);
  return [
    ...unmount.map((mountPoint) => `umount ${shellQuote(mountPoint)}`),
    `wipefs -a ${device}`,
    ...clear.map(({ startByte, sizeByte }) => {
      return `dd if=/dev/zero of=${device} bs=64K seek=${startByte} count=${sizeByte} oflag=seek_bytes iflag=count_bytes conv=notrunc`;
    }),
    writing(image, device),
    ...(grow ? growthCommands(grow, image.sectorSize ?? 512, target.path) : []),
  ];
}

function writing(image: ImageFacts, device: string): string {
  const { file, bmap } = image;
  const unpack = unpackWords(file.path, image);
  if (bmap)
    return `${unpack ? `${unpack} | ` : ''}bmaptool copy --bmap ${shellQuote(bmap.file.path)} ${unpack ? '/dev/stdin' : shellQuote(file.path)} ${device}`;
  const from = unpack ? `${unpack} | dd` : `dd if=${shellQuote(file.path)}`;
  return `${from} of=${device} bs=4M iflag=fullblock oflag=direct conv=fsync`;
}
