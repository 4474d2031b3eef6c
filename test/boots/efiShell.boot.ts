import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFolder } from '../qemu/guest.ts';
import { archiveIn, kernelIn } from './archive.ts';
import { uuidAt } from './laid.ts';
import type { Machine } from './machine.ts';
import { debianRoot } from './root.ts';
import { SETTINGS } from './settings.ts';
import { type Kind, MACHINES, startUefi } from './uefi.ts';
import { ask, logIn, LOGIN_PROMPT } from './visit.ts';

/** Machines with UEFI, of an archive that has a kernel but no boot loader: the shell of their firmware starts it. */

/** Nobody asks here for a console that is a serial line. */
const loginAt = (console: string): string => `[Unit]\nWants=serial-getty@${console}.service\n`;

/** systemd-boot, which the root has, is not there: its file is empty. */
function archiveOf(folder: string, root: string, { loader: [, file], console }: Kind): string {
  return archiveIn(folder, root, {
    texts: { [`usr/lib/systemd/boot/efi/${file}`]: '', 'etc/systemd/system/getty.target.d/serial.conf': loginAt(console) },
  });
}

describe.each(MACHINES)('a $title machine with UEFI boots from its shell what has no boot loader', (kind) => {
  let folder: string;
  let release: string;
  let machine: Machine | undefined;
  let console: string;

  beforeAll(async () => {
    folder = makeFolder();
    const root = await debianRoot(kind.architecture);
    release = kernelIn(root);
    machine = await startUefi(folder, archiveOf(folder, root, kind), kind);
    console = await machine.until(LOGIN_PROMPT, 300);
    await logIn(machine);
  }, 1_500_000);

  afterAll(async () => {
    await machine?.end();
    rmSync(folder, { recursive: true, force: true });
  });

  it('runs the script, which starts the kernel with its initramfs', () => {
    expect(console).toMatch(/startup\.nsh[\s\S]*\\linux\\vmlinuz-[\s\S]*EFI stub: Loaded initrd from command line option/);
  });

  it('the kernel is told of the filesystem that was laid', async () => {
    const root = uuidAt(join(folder, 'drive.img'), 513);
    const parameters = ` initrd=\\linux\\initrd.img-${release} root=UUID=${root} rootfstype=ext4 rw`;
    expect(await ask(machine as Machine, 'cat /proc/cmdline')).toContain(parameters);
  });

  it('comes up as the whole system, which has its new name', async () => {
    expect(await ask(machine as Machine, 'cat /proc/1/comm; uname -mn')).toMatch(new RegExp(`^systemd\\s+${SETTINGS.hostname} ${kind.uname}$`));
  });
});
