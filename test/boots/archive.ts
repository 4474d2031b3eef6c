import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sh } from '../lab/devices.ts';

/** Archives as a board's builder makes them: a root filesystem, and in it what the board boots with. */

export interface Added {
  /** Text by the name of its file, below the root. */
  readonly texts?: Readonly<Record<string, string>>;
  /** What the root has already, by the name it shall have as well. */
  readonly copies?: Readonly<Record<string, string>>;
}

/**
 * What makes a system fit for a board that QEMU emulates. Its device tree names much that QEMU has not: drivers for that take minutes to fail, and one of them takes the
 * kernel along, so udev loads none by itself. And a minute is nothing: timers of a board whose clock QEMU does not meet run faster than ours.
 */
const EMULATED = {
  'etc/udev/rules.d/80-drivers.rules': '',
  'etc/systemd/system.conf.d/emulated.conf': '[Manager]\nDefaultDeviceTimeoutSec=1h\nDefaultTimeoutStartSec=1h\n',
};

/** @returns the archive, in the folder */
export function archiveIn(folder: string, root: string, { texts = {}, copies = {} }: Added): string {
  const archive = join(folder, 'archive.tar');
  const tree = mkdtempSync(join(folder, 'added-'));
  const place = (name: string): string => {
    mkdirSync(dirname(join(tree, name)), { recursive: true });
    return join(tree, name);
  };
  for (const [name, text] of Object.entries({ ...EMULATED, ...texts })) writeFileSync(place(name), text);
  for (const [name, from] of Object.entries(copies)) copyFileSync(takeOut(folder, root, from), place(name));
  copyFileSync(root, archive);
  sh('tar', '-C', tree, '--owner=0', '--group=0', '-rf', archive, ...readdirSync(tree));
  rmSync(tree, { recursive: true });
  return archive;
}

/** @returns where one file of a tarball now lies */
export function takeOut(folder: string, tarball: string, name: string): string {
  sh('tar', '-C', folder, '-xf', tarball, `./${name}`);
  return join(folder, name);
}

/** Release of the kernel in it. */
export function kernelIn(root: string): string {
  const release = /^\.\/boot\/vmlinuz-(.+)$/m.exec(sh('tar', '-tf', root, '--wildcards', './boot/vmlinuz-*'))?.[1];
  if (release === undefined) throw new Error(`${root} has no kernel`);
  return release;
}

/** U-Boot's menu, with one kernel. @param fdt path of a device tree, if U-Boot brings none itself */
export function extlinux(release: string, append: string, fdt?: string): string {
  const lines = [`linux /boot/vmlinuz-${release}`, `initrd /boot/initrd.img-${release}`, ...(fdt === undefined ? [] : [`fdt ${fdt}`]), `append ${append}`];
  return `default debian\nlabel debian\n${lines.map((line) => `  ${line}\n`).join('')}`;
}
