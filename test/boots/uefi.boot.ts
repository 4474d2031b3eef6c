import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli } from '../lab/cli.ts';
import { boot, emptyDrive, makeFolder, makeGuest } from '../qemu/guest.ts';
import { archiveIn, kernelIn } from './archive.ts';
import { partitionUuid } from './laid.ts';
import { drive, type Machine, startMachine } from './machine.ts';
import { type Architecture, debianRoot } from './root.ts';
import { FIRST_BOOT, SETTINGS } from './settings.ts';
import { ask, logIn, LOGIN_PROMPT } from './visit.ts';

/**
 * Machines with UEFI, from an ESP in which systemd-boot lies. A kernel that mounts FAT is needed to make it: so the built terminal runs in the guest of `test/qemu`, and
 * what it has written there to a drive boots here as a machine of its own.
 */

const OTHER_DRIVE = 'PARTUUID=00000000-1111-4222-8333-444444444444';

const MACHINES = [
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

type Kind = (typeof MACHINES)[number];

function flash(file: string, how = ''): string[] {
  return ['-drive', `if=pflash,format=raw,file=${file}${how}`];
}

/** A system whose ESP has everything to boot with, but was made for another drive. */
function archiveOf(folder: string, root: string, { loader: [name, from], console }: Kind): string {
  const release = kernelIn(root);
  const entry = ['title Debian', 'linux /debian/vmlinuz', 'initrd /debian/initrd.img', `options console=${console} root=${OTHER_DRIVE} ro quiet`];
  return archiveIn(folder, root, {
    texts: { 'boot/efi/loader/loader.conf': 'timeout 0\n', 'boot/efi/loader/entries/debian.conf': `${entry.join('\n')}\n` },
    copies: {
      [`boot/efi/${name}`]: `usr/lib/systemd/boot/efi/${from}`,
      'boot/efi/debian/vmlinuz': `boot/vmlinuz-${release}`,
      'boot/efi/debian/initrd.img': `boot/initrd.img-${release}`,
    },
  });
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

describe.each(MACHINES)('a $title machine with UEFI boots from the drive that Tarstrap alone has made', (kind) => {
  let folder: string;
  let machine: Machine | undefined;
  let console: string;
  const told = (command: string): Promise<string> => ask(machine as Machine, command);

  beforeAll(async () => {
    folder = makeFolder();
    const archive = archiveOf(folder, await debianRoot(kind.architecture), kind);
    const made = await flashedInGuest(folder, archive, kind.layout);
    const board = [...kind.machine, '-smp', '2', '-m', '1G', ...kind.firmware(folder), '-serial', 'stdio'];
    machine = startMachine(kind.qemu, [...board, ...drive(made, 'virtio')]);
    console = await machine.until(LOGIN_PROMPT, 300);
    await logIn(machine);
  }, 1_500_000);

  afterAll(async () => {
    await machine?.end();
    rmSync(folder, { recursive: true, force: true });
  });

  it('the kernel is told of the partition that was laid, not of the one in the archive', async () => {
    const root = partitionUuid(join(folder, 'drive.img'), 2);
    expect(await told('cat /proc/cmdline')).toContain(`root=PARTUUID=${root} ro quiet`);
  });

  it('comes up as the whole system, which is Debian and has its new name', async () => {
    expect(console).toMatch(new RegExp(`Debian GNU/Linux 12 ${SETTINGS.hostname} ${kind.console}\\s+${SETTINGS.hostname} login: $`));
    expect(await told('cat /proc/1/comm; uname -mn')).toMatch(new RegExp(`^systemd\\s+${SETTINGS.hostname} ${kind.uname}$`));
    expect(await told('ls -d /sys/firmware/efi')).toBe('/sys/firmware/efi');
  });

  it('the user has logged in with the password, and has the key', async () => {
    expect(await told('id -un')).toBe(SETTINGS.name);
    expect(await told('cat ~/.ssh/authorized_keys')).toContain(SETTINGS.key);
  });
});
