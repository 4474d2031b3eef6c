import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A Debian guest with a Debian kernel, for what this machine's kernel does not have (vfat). The guest's own root
 * filesystem is laid by Tarstrap, so that its boot is a test, too.
 */

const CACHE = new URL('../../.cache/', import.meta.url).pathname;
export const OUT = new URL('../../out/', import.meta.url).pathname;

const PACKAGES =
  'linux-image-cloud-amd64,initramfs-tools,kmod,udev,libstdc++6,e2fsprogs,dosfstools,fdisk,mount,util-linux,zstd,xz-utils,procps';

/** A bootable Debian as plain tarball, made once and kept. */
export function guestBase(): string {
  mkdirSync(CACHE, { recursive: true });
  const base = join(CACHE, 'guest-base.tar');
  if (!existsSync(base)) {
    execFileSync('mmdebstrap', ['--mode=root', '--variant=minbase', `--include=${PACKAGES}`, 'bookworm', `${base}.part.tar`], { stdio: 'pipe' });
    renameSync(`${base}.part.tar`, base);
  }
  return base;
}

export interface GuestFiles {
  readonly tarball: string;
  readonly kernel: string;
  readonly initrd: string;
}

/** The base, with Node, the built programs, an archive to flash and the script that the guest runs as its init. */
export function makeGuest(folder: string, files: { readonly archive: string; readonly init: string }): GuestFiles {
  const tarball = join(folder, 'guest.tar');
  copyFileSync(guestBase(), tarball);
  const tree = join(folder, 'tree/opt/tarstrap');
  mkdirSync(tree, { recursive: true });
  copyFileSync(process.execPath, join(tree, 'node'));
  for (const name of readdirSync(OUT).filter((file) => file.endsWith('.js'))) copyFileSync(join(OUT, name), join(tree, name));
  writeFileSync(join(tree, 'package.json'), '{"type":"module"}');
  copyFileSync(files.archive, join(tree, 'archive.tar'));
  writeFileSync(join(tree, 'init'), files.init);
  chmodSync(join(tree, 'init'), 0o755);
  execFileSync('tar', ['-rf', tarball, '-C', join(folder, 'tree'), '--owner=0', '--group=0', './opt']);
  execFileSync('tar', ['-xf', tarball, '-C', folder, '--wildcards', '--strip-components=2', './boot/vmlinuz-*', './boot/initrd.img-*']);
  const find = (prefix: string): string => join(folder, readdirSync(folder).find((name) => name.startsWith(prefix)) as string);
  return { tarball, kernel: find('vmlinuz-'), initrd: find('initrd.img-') };
}

export function emptyDrive(path: string, bytes: number): string {
  writeFileSync(path, '');
  truncateSync(path, bytes);
  return path;
}

export interface Boot {
  readonly kernel: string;
  readonly initrd: string;
  readonly drives: readonly string[];
  readonly timeoutMs: number;
}

/** Boots until the guest powers off. No KVM here: QEMU translates, so a boot takes half a minute. @returns the console's text */
export async function boot({ kernel, initrd, drives, timeoutMs }: Boot): Promise<string> {
  const append = 'console=ttyS0 root=/dev/vda1 rw quiet panic=-1 init=/opt/tarstrap/init';
  const disks = drives.flatMap((file) => ['-drive', `file=${file},format=raw,if=virtio,cache=unsafe`]);
  const machine = ['-accel', 'tcg,thread=multi', '-cpu', 'max', '-smp', '2', '-m', '1536', '-nographic', '-no-reboot', '-nodefaults', '-serial', 'stdio'];
  const qemu = spawn('qemu-system-x86_64', [...machine, '-kernel', kernel, '-initrd', initrd, '-append', append, ...disks], { stdio: ['ignore', 'pipe', 'inherit'] });
  const timer = setTimeout(() => qemu.kill('SIGKILL'), timeoutMs);
  let text = '';
  qemu.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  await new Promise((resolve) => qemu.once('close', resolve));
  clearTimeout(timer);
  return text;
}
