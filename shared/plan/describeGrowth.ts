import { formatBytes } from '../format.ts';
import { shellQuote } from '../shell.ts';
import type { GrowingFilesystem, Growth } from './growth.ts';
import { partitionNode } from './partitionNode.ts';

/** How what is on a drive becomes as large as the drive, in plain words, and as the commands that a person would type. */

export function growthLines({ movesBackup, partition, filesystem }: Growth, driveBytes: number): string[] {
  const inside = filesystem === 'unread' ? 'filesystem, if that is ext4, xfs or btrfs,' : filesystem;
  return [
    ...(movesBackup ? ['Move the second copy of the partition table to the end of the drive'] : []),
    ...(partition ? [`Grow partition ${partition.number} and its ${inside} to ${formatBytes(partition.sizeByte)}`] : []),
    ...(filesystem && !partition ? [`Grow ${filesystem} to ${formatBytes(driveBytes)}`] : []),
  ];
}

/** How a person would make what is on a drive as large as that. @param sectorSize that its table counts in */
export function growthCommands({ movesBackup, partition, filesystem }: Growth, sectorSize: number, path: string): string[] {
  const device = shellQuote(path);
  const node = partition ? shellQuote(partitionNode(path, partition.number)) : device;
  const sectors = partition ? partition.sizeByte / sectorSize : 0;
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
