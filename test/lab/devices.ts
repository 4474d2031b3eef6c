import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync, readSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, vi } from 'vitest';

/** Real loop devices for tests, put away even when a test fails. */

export function sh(program: string, ...args: string[]): string {
  return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

export interface Loop {
  readonly device: string;
  readonly file: string;
  /** `MAJ:MIN` */
  readonly number: string;
  readonly detach: () => void;
}

const attached = new Set<() => void>();

/** What a test that failed has not come to put away. */
export function detachAll(): void {
  for (const detach of attached) detach();
}

/** @param folder on tmpfs for a device as fast as memory */
export function makeLoop(folder: string, bytes: number, options: readonly string[] = []): Loop {
  const file = join(folder, `drive-${Math.random().toString(36).slice(2)}.img`);
  closeSync(openSync(file, 'wx'));
  truncateSync(file, bytes);
  const device = sh('losetup', '--find', '--show', ...options, file).trim();
  const number = sh('lsblk', '-dnro', 'MAJ:MIN', device).trim();
  const detach = (): void => {
    unthrottle(number);
    throttleReads(number, 0);
    if (isAttached(device, file)) {
      forgetPartitions(device);
      sh('losetup', '--detach', device);
    }
    rmSync(file, { force: true });
    attached.delete(detach);
  };
  attached.add(detach);
  return { device, file, number, detach };
}

/**
 * Else they stay with the device, and are in the way of whoever gets it next. Whoever looks into one keeps it there for a moment, as the window does. Where an engine was killed, what waits for
 * one of them may still be written back: then it goes away only behind that.
 */
export function forgetPartitions(device: string): void {
  const name = device.replace('/dev/', '');
  const hasPartitions = (): boolean => readdirSync(`/sys/block/${name}`).some((entry) => entry.startsWith(name));
  for (let tries = 0; tries < 100 && hasPartitions(); tries += 1) {
    try {
      sh('partx', '--delete', device);
    } catch {
      sh('sleep', '0.1');
    }
  }
}

function isAttached(device: string, file: string): boolean {
  return sh('losetup', '--list', '--noheadings', '--output', 'NAME,BACK-FILE')
    .split('\n')
    .some((row) => {
      const [name, back] = row.trim().split(/\s+/);
      return name === device && back?.startsWith(file);
    });
}

const BLKIO = '/sys/fs/cgroup/blkio/blkio.throttle';

/**
 * Writes to the device reach it at this rate and no faster, whoever writes (blkio controller, root group); with few operations
 * a second it is a card, for which small writes are slow, and is staged.
 */
export function throttle(number: string, bytesPerSecond: number, operationsPerSecond = 0): void {
  writeFileSync(`${BLKIO}.write_bps_device`, `${number} ${bytesPerSecond}`);
  writeFileSync(`${BLKIO}.write_iops_device`, `${number} ${operationsPerSecond}`);
}

export function unthrottle(number: string): void {
  throttle(number, 0);
}

/** What is read from the device comes at this rate and no faster. */
export function throttleReads(number: string, bytesPerSecond: number): void {
  writeFileSync(`${BLKIO}.read_bps_device`, `${number} ${bytesPerSecond}`);
}

/** Bytes that the device has written since it appeared. */
export function written(number: string): number {
  return Number(readFileSync(`/sys/dev/block/${number}/stat`, 'latin1').trim().split(/\s+/)[6]) * 512;
}

/** What is on the medium, past the page cache of the device. */
export function contents({ device, file }: Loop): Buffer {
  sh('blockdev', '--flushbufs', device);
  return readFileSync(file);
}

/** Whether its beginning is this image, byte by byte. */
export function holds(loop: Loop, image: string): boolean {
  const wanted = readFileSync(image);
  return contents(loop).subarray(0, wanted.length).equals(wanted);
}

/** The first sector is all zeros: no firmware would boot from this. */
export function looksBootable({ device, file }: Loop): boolean {
  sh('blockdev', '--flushbufs', device);
  const sector = Buffer.alloc(512);
  const fd = openSync(file, 'r');
  readSync(fd, sector);
  closeSync(fd);
  return sector.some((byte) => byte !== 0);
}

/** A card that is taken out of its reader, which stays, without a medium. */
export function takeMedium({ device, file }: Loop): void {
  truncateSync(file, 0);
  sh('losetup', '--set-capacity', device);
}

/** What was written behind this is gone, and zeros are read there: the size of the drive was a lie. */
export function loseBehind({ file }: Loop, bytes: number): void {
  const { size } = statSync(file);
  truncateSync(file, bytes);
  truncateSync(file, size);
}

/** Everything that a job could leave behind on this machine. */
export function leftovers(): string[] {
  const mounts = readFileSync('/proc/mounts', 'latin1')
    .split('\n')
    .filter((line) => line.includes('tarstrap'));
  const folders = ['/run', '/var/tmp'].flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.startsWith('tarstrap-'))
      .map((name) => join(folder, name)),
  );
  const loops = sh('losetup', '--list', '--noheadings', '--output', 'NAME,BACK-FILE')
    .split('\n')
    .filter((row) => /\/stage|\.part|scratch/.test(row));
  return [...mounts, ...folders, ...loops, ...engines()];
}

/** Command lines of engines, and of the tools that they start, that still run. */
export function engines(): string[] {
  return running((words) => words.some((word) => word.endsWith('/engine.js')) || words.includes('--totals=SIGUSR1'));
}

/** Command lines of what an engine has started for a device and that still runs. */
export function toolsAt(device: string): string[] {
  const isIn = new RegExp(`(?:^|=)${device}(?:p\\d+)?$`);
  return running((words) => words.some((word) => isIn.test(word)));
}

function running(isMeant: (words: readonly string[]) => boolean): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const words = readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0').filter(Boolean);
        return isMeant(words) ? [`${pid} ${words.join(' ')}`] : [];
      } catch {
        return [];
      }
    });
}

/** Until everything that the engine had begun is put away; it works on after its caller is gone, but not for long. */
export async function untilQuiet(): Promise<void> {
  await vi.waitFor(() => expect(engines()).toEqual([]), { timeout: 30_000 });
}

/** The child of a process whose command line fits. @throws if there is none */
export function childOf(parent: number, pattern: string): number {
  return Number(sh('pgrep', '--parent', String(parent), '--full', pattern).trim().split('\n')[0]);
}
