import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { sh } from './devices.ts';

/** Disk images made on plain files by the programs that others make them with. */

const MiB = 1024 ** 2;

/** A card of 96 MiB with a GPT: 32 MiB of FAT called BOOT, and ext4 called system, to the end. */
export function makeDiskImage(folder: string, name = 'card.img'): string {
  const image = join(folder, name);
  blank(image, 96 * MiB);
  sh('sh', '-c', `printf 'label: gpt\\nsize=32MiB,type=uefi,name=boot\\ntype=linux,name=system\\n' | sfdisk -q "$1"`, 'sh', image);
  put(image, MiB, 32 * MiB, 'mkfs.vfat', '-n', 'BOOT');
  put(image, 33 * MiB, 62 * MiB, 'mkfs.ext4', '-q', '-L', 'system');
  return image;
}

/** One with so many partitions that no card has room for all of them, and with the longest names that a GPT takes. */
export function makeCrowdedImage(folder: string): string {
  const image = join(folder, 'crowded.img');
  blank(image, 64 * MiB);
  const lines = Array.from({ length: 20 }, (_, i) => `size=2MiB,type=linux,name=${`${i + 1}-`.padEnd(36, 'partition-')}`);
  sh('sh', '-c', `printf '%s\\n' 'label: gpt' "$@" | sfdisk -q "$0"`, image, ...lines);
  return image;
}

function blank(path: string, bytes: number): void {
  closeSync(openSync(path, 'w'));
  truncateSync(path, bytes);
}

/** Makes a filesystem in a file of its own, and puts it where its partition is. */
function put(image: string, offset: number, bytes: number, mkfs: string, ...options: string[]): void {
  const folder = mkdtempSync('/var/tmp/filesystem-');
  const file = join(folder, 'filesystem');
  blank(file, bytes);
  sh(mkfs, ...options, file);
  const fd = openSync(image, 'r+');
  writeSync(fd, readFileSync(file), 0, bytes, offset);
  closeSync(fd);
  rmSync(folder, { recursive: true });
}
