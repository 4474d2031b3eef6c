import { execFile, execFileSync, spawn } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A Debian guest with a Debian kernel, for what this machine's kernel does not have (vfat). The guest's own root
 * filesystem is laid by Tarstrap, so that its boot is a test, too.
 */

const CACHE = new URL('../../.cache/', import.meta.url).pathname;
const OUT = new URL('../../out/', import.meta.url).pathname;

const PACKAGES = 'linux-image-cloud-amd64,initramfs-tools,kmod,udev,libstdc++6,e2fsprogs,dosfstools,fdisk,mount,util-linux,zstd,xz-utils,procps';

/** A new folder that goes when this process does, however it ends: a shell waits for that. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tarstrap-qemu-'));
  spawn('sh', ['-c', 'read -r _; rm -rf "$1"', 'sh', folder], { stdio: ['pipe', 'ignore', 'ignore'], detached: true }).unref();
  return folder;
}

/** A bootable Debian as plain tarball, made once and kept. @throws if no Debian can be had: without a guest nothing is tested */
async function guestBase(): Promise<string> {
  const base = join(CACHE, 'guest-base.tar');
  if (existsSync(base)) return base;
  mkdirSync(CACHE, { recursive: true });
  const part = join(CACHE, `guest-base.${process.pid}.tar`);
  const args = ['--variant=minbase', `--include=${PACKAGES}`, '--aptopt=Acquire::http::Timeout "30"', 'bookworm', part];
  const why = await new Promise<string | undefined>((resolve) => {
    execFile('mmdebstrap', args, { timeout: 600_000, maxBuffer: 64 * 1024 ** 2 }, (error, _, stderr) => {
      resolve(error ? (/^E: .*/m.exec(stderr)?.[0] ?? error.message) : undefined);
    });
  });
  if (why) {
    rmSync(part, { force: true });
    throw new Error(`The guest needs a Debian, and mmdebstrap could not make one. Can this machine reach deb.debian.org? ${why}`);
  }
  renameSync(part, base);
  return base;
}

export interface GuestFiles {
  readonly tarball: string;
  readonly kernel: string;
  readonly initrd: string;
}

/** The base, with Node, the built programs, an archive to flash and the script that the guest runs as its init. */
export async function makeGuest(folder: string, files: { readonly archive: string; readonly init: string }): Promise<GuestFiles> {
  const tarball = join(folder, 'guest.tar');
  copyFileSync(await guestBase(), tarball);
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

/**
 * Boots until the guest powers off. No KVM here: QEMU translates, so a boot takes half a minute. It dies with this
 * process. @returns the console's text @throws if the guest does not power off in time
 */
export async function boot({ kernel, initrd, drives, timeoutMs }: Boot): Promise<string> {
  const append = 'console=ttyS0 root=/dev/vda1 rw quiet panic=-1 init=/opt/tarstrap/init';
  const disks = drives.flatMap((file) => ['-drive', `file=${file},format=raw,if=virtio,cache=unsafe`]);
  const machine = ['-accel', 'tcg,thread=multi', '-cpu', 'max', '-smp', '2', '-m', '1536', '-nographic', '-no-reboot', '-nodefaults', '-serial', 'stdio'];
  const command = ['qemu-system-x86_64', ...machine, '-kernel', kernel, '-initrd', initrd, '-append', append, ...disks];
  const qemu = spawn('setpriv', ['--pdeathsig', 'KILL', ...command], { stdio: ['ignore', 'pipe', 'inherit'] });
  const timer = setTimeout(() => qemu.kill('SIGKILL'), timeoutMs);
  let text = '';
  qemu.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) => qemu.once('close', (...how) => resolve(how)));
  clearTimeout(timer);
  if (code !== 0) throw new Error(`The guest did not power off (${signal ?? `exit code ${code}`}); its console ends with:\n${text.slice(-2000)}`);
  return text;
}
