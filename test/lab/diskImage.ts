import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
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

export interface Card {
  readonly table?: 'gpt' | 'dos';
  readonly mkfs?: readonly [string, ...string[]];
  readonly bytes: number;
  /** Of what its filesystem holds, which no program can compress. */
  readonly noise: number;
}

/** A card with a small partition for a boot loader, and one with a filesystem that holds something. */
export function makeCard(image: string, { table = 'gpt', mkfs = ['mkfs.ext4', '-q', '-F'], bytes, noise }: Card): void {
  const [tool, ...args] = mkfs;
  blank(image, bytes);
  execFileSync('sfdisk', ['-q', image], { input: `label: ${table}\nstart=2048,size=8MiB\ntype=L\n`, stdio: ['pipe', 'ignore', 'ignore'] });
  const loop = sh('losetup', '--find', '--show', '--offset', `${9 * MiB}`, '--sizelimit', `${bytes - 10 * MiB}`, image).trim();
  const at = mkdtempSync('/var/tmp/filesystem-');
  try {
    sh(tool, ...args, loop);
    sh('mount', loop, at);
    writeFileSync(join(at, 'words'), 'this is what was packed\n');
    sh('sh', '-c', `head -c ${noise} /dev/urandom > ${at}/noise`);
    sh('umount', at);
  } finally {
    sh('losetup', '--detach', loop);
  }
  rmSync(at, { recursive: true });
  patch(image, 2 * MiB, 'a boot loader');
}

/** Overwrites some of a file. */
export function patch(file: string, offset: number, bytes: string | Buffer): void {
  const fd = openSync(file, 'r+');
  writeSync(fd, Buffer.from(bytes as string, 'latin1'), 0, null, offset);
  closeSync(fd);
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
  patch(image, offset, readFileSync(file));
  rmSync(folder, { recursive: true });
}
