import { counted } from '../counted.ts';
import { formatBytes } from '../format.ts';
import type { BmapFacts, ImageFacts, ImagePartition } from '../imageFacts.ts';
import { shellQuote } from '../shell.ts';
import { partitionNode } from './describe.ts';
import type { GrowingFilesystem, Growth, ImagePlan } from './imageTypes.ts';
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
  const { movesBackup, partition, filesystem } = grow;
  const inside = filesystem === 'unread' ? 'filesystem, if that is ext4, xfs or btrfs,' : filesystem;
  return [
    ...(movesBackup ? ['Move the second copy of the partition table to the end of the drive'] : []),
    ...(partition ? [`Grow partition ${partition.number} and its ${inside} to ${formatBytes(partition.sizeByte)}`] : []),
    ...(filesystem && !partition ? [`Grow ${filesystem} to ${formatBytes(target.size)}`] : []),
  ];
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
    ...(grow ? growing(grow, image, target.path) : []),
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

function growing({ movesBackup, partition, filesystem }: Growth, { sectorSize }: ImageFacts, path: string): string[] {
  const device = shellQuote(path);
  const node = partition ? shellQuote(partitionNode(path, partition.number)) : device;
  const sectors = partition ? partition.sizeByte / (sectorSize ?? 512) : 0;
  return [
    ...(movesBackup ? [`sfdisk --no-tell-kernel --no-reread --relocate gpt-bak-std ${device}`] : []),
    ...(partition ? [`echo size=${sectors} | sfdisk --no-tell-kernel --no-reread -N ${partition.number} ${device}`] : []),
    ...(movesBackup || partition ? [`partx -u ${device}`] : []),
    ...growingInside(filesystem, node),
  ];
}

/** resize2fs(8) wants it checked, xfs_growfs(8) and btrfs-filesystem(8) want it mounted. */
function growingInside(filesystem: Growth['filesystem'], node: string): string[] {
  if (filesystem === null) return [];
  if (filesystem === 'unread')
    return [`# what blkid ${node} says: ext4 by e2fsck -f -p and resize2fs, xfs by xfs_growfs, btrfs by btrfs filesystem resize max`];
  const mounted = (command: string): string[] => [`mount --mkdir ${node} /mnt`, command, 'umount /mnt'];
  const offline = [`e2fsck -f -p ${node}`, `resize2fs ${node}`];
  const commands: Record<GrowingFilesystem, string[]> = {
    ext2: offline,
    ext3: offline,
    ext4: offline,
    xfs: mounted('xfs_growfs /mnt'),
    btrfs: mounted('btrfs filesystem resize max /mnt'),
  };
  return commands[filesystem];
}
