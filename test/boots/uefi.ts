import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { cli } from '../lab/cli.ts';
import { boot, emptyDrive, makeGuest } from '../qemu/guest.ts';
import { drive, type Machine, startMachine } from './machine.ts';
import type { Architecture } from './root.ts';
import { FIRST_BOOT } from './settings.ts';

/**
 * Machines with UEFI. A kernel that mounts FAT is needed to make an ESP: so the built terminal runs in the guest of `test/qemu`, and what it has written there to a drive
 * boots here as a machine of its own.
 */

export const MACHINES = [
  {
    architecture: 'amd64',
    title: 'x86-64',
    layout: 'uefi-x64',
    loader: ['EFI/BOOT/BOOTX64.EFI', 'systemd-bootx64.efi'],
    console: 'ttyS0',
    uname: 'x86_64',
    qemu: 'qemu-system-x86_64',
    machine: ['-M', 'q35', '-accel', 'tcg,thread=multi', '-cpu', 'max'],
    firmware: (folder: string) => {
      copyFileSync('/usr/share/OVMF/OVMF_VARS_4M.fd', join(folder, 'variables.fd'));
      return flash('/usr/share/OVMF/OVMF_CODE_4M.fd', ',readonly=on').concat(flash(join(folder, 'variables.fd')));
    },
  },
  {
    architecture: 'arm64',
    title: '64-bit ARM',
    layout: 'uefi-arm64',
    loader: ['EFI/BOOT/BOOTAA64.EFI', 'systemd-bootaa64.efi'],
    console: 'ttyAMA0',
    uname: 'aarch64',
    qemu: 'qemu-system-aarch64',
    machine: ['-M', 'virt', '-cpu', 'cortex-a57'],
    firmware: () => ['-bios', '/usr/share/qemu-efi-aarch64/QEMU_EFI.fd'],
  },
] as const satisfies readonly { readonly architecture: Architecture; readonly [fact: string]: unknown }[];

export type Kind = (typeof MACHINES)[number];

function flash(file: string, how = ''): string[] {
  return ['-drive', `if=pflash,format=raw,file=${file}${how}`];
}

function initOf(layout: string): string {
  return `#!/bin/sh
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
mount -t tmpfs tmp /tmp
modprobe loop
cat > /tmp/first-boot.toml << 'END'
${FIRST_BOOT}END
cd /opt/tarstrap
./node cli.js flash archive.tar /dev/vdb --layout ${layout} --first-boot /tmp/first-boot.toml --yes --allow-fixed; echo "GUEST flashed: $?"
sync; echo o > /proc/sysrq-trigger; sleep 60
`;
}

/** @returns the drive, as the guest has left it */
async function flashedInGuest(folder: string, archive: string, layout: string): Promise<string> {
  const guest = await makeGuest(folder, { archive, init: initOf(layout) });
  const system = join(folder, 'guest.img');
  expect(await cli('flash', guest.tarball, system, '--size', '3G', '--verify', 'none', '--yes')).toMatchObject({ code: 0 });
  const made = emptyDrive(join(folder, 'drive.img'), 2 * 1024 ** 3);
  expect(await boot({ ...guest, drives: [system, made], timeoutMs: 420_000 })).toMatch(/GUEST flashed: 0/);
  return made;
}

/** @returns it, with `drive.img` in the folder as its drive, to which the archive was written */
export async function startUefi(folder: string, archive: string, kind: Kind): Promise<Machine> {
  const made = await flashedInGuest(folder, archive, kind.layout);
  const board = [...kind.machine, '-smp', '2', '-m', '1G', ...kind.firmware(folder), '-serial', 'stdio'];
  return startMachine(kind.qemu, [...board, ...drive(made, 'virtio')]);
}
