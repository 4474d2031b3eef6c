import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFolder } from '../qemu/guest.ts';
import { archiveIn, kernelIn } from './archive.ts';
import { partitionUuid } from './laid.ts';
import type { Machine } from './machine.ts';
import { debianRoot } from './root.ts';
import { SETTINGS } from './settings.ts';
import { type Kind, MACHINES, startUefi } from './uefi.ts';
import { ask, logIn, LOGIN_PROMPT } from './visit.ts';

/** Machines with UEFI, from an ESP in which systemd-boot lies. */

const OTHER_DRIVE = 'PARTUUID=00000000-1111-4222-8333-444444444444';

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

describe.each(MACHINES)('a $title machine with UEFI boots from the drive that Tarstrap alone has made', (kind) => {
  let folder: string;
  let machine: Machine | undefined;
  let console: string;
  const told = (command: string): Promise<string> => ask(machine as Machine, command);

  beforeAll(async () => {
    folder = makeFolder();
    const archive = archiveOf(folder, await debianRoot(kind.architecture), kind);
    machine = await startUefi(folder, archive, kind);
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
