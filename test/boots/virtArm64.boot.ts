import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli } from '../lab/cli.ts';
import { makeFolder } from '../qemu/guest.ts';
import { archiveIn, extlinux, kernelIn } from './archive.ts';
import { uuidAt } from './laid.ts';
import { drive, type Machine, startMachine } from './machine.ts';
import { debianRoot } from './root.ts';
import { firstBootFile, SETTINGS } from './settings.ts';
import { ask, logIn, LOGIN_PROMPT } from './visit.ts';

/** QEMU's own 64-bit ARM machine, whose firmware is Debian's U-Boot: it looks for extlinux on the drives that it finds, as that of a board does. */

const UBOOT = '/usr/lib/u-boot/qemu_arm64/u-boot.bin';
const OTHER_DRIVE = 'UUID=00000000-1111-4222-8333-444444444444';

let folder: string;
let machine: Machine | undefined;
let console: string;

beforeAll(async () => {
  folder = makeFolder();
  const root = await debianRoot('arm64');
  const release = kernelIn(root);
  const archive = archiveIn(folder, root, { texts: { 'boot/extlinux/extlinux.conf': extlinux(release, `console=ttyAMA0 root=${OTHER_DRIVE} ro quiet`) } });
  const image = join(folder, 'drive.img');
  expect(await cli('flash', archive, image, '--size', '1G', '--first-boot', firstBootFile(folder), '--yes')).toMatchObject({ code: 0 });
  const board = ['-M', 'virt', '-cpu', 'cortex-a57', '-smp', '2', '-m', '1G', '-bios', UBOOT, '-serial', 'stdio'];
  machine = startMachine('qemu-system-aarch64', [...board, ...drive(image, 'virtio')]);
  console = await machine.until(LOGIN_PROMPT, 300);
  await logIn(machine);
}, 900_000);

afterAll(async () => {
  await machine?.end();
  rmSync(folder, { recursive: true, force: true });
});

/** Of the user who has logged in. */
const told = (command: string): Promise<string> => ask(machine as Machine, command);

describe('a 64-bit ARM machine with U-Boot boots from the drive that Tarstrap alone has made', () => {
  it('U-Boot reads extlinux.conf and the kernel from ext4 as it is made for any drive, in a GPT', () => {
    expect(console).toMatch(/Found \/boot\/extlinux\/extlinux\.conf[\s\S]*Starting kernel/);
  });

  it('the kernel is told of the filesystem that was laid, not of the one in the archive', () => {
    const root = `UUID=${uuidAt(join(folder, 'drive.img'), 1)}`;
    expect(console).toContain(`root=${root} ro quiet`);
    expect(console).toContain(`initramfs: ${root} is /dev/vda1`);
  });

  it('comes up as the whole system, which is Debian and has its new name', async () => {
    expect(console).toMatch(new RegExp(`Debian GNU/Linux 12 ${SETTINGS.hostname} ttyAMA0\\s+${SETTINGS.hostname} login: $`));
    expect(await told('cat /proc/1/comm; uname -mn')).toMatch(new RegExp(`^systemd\\s+${SETTINGS.hostname} aarch64$`));
  });

  it('the user has logged in with the password, and has the key', async () => {
    expect(await told('id -un')).toBe(SETTINGS.name);
    expect(await told('cat ~/.ssh/authorized_keys')).toContain(SETTINGS.key);
  });
});
