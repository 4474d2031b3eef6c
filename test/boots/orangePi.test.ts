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

/**
 * QEMU's Orange Pi PC has the boot ROM of an Allwinner H3: it reads the loader from 8 KiB of the card, and all that follows comes from the card as well. Debian has
 * U-Boot for the Orange Pi Plus, which has the same chip.
 */

let folder: string;
let machine: Machine | undefined;
let console: string;

/** As a builder leaves it who has had it on another card. */
function board(root: string): string {
  const release = kernelIn(root);
  const append = 'console=ttyS0,115200 root=/dev/mmcblk9p7 ro quiet';
  return archiveIn(folder, root, {
    texts: { 'boot/extlinux/extlinux.conf': extlinux(release, append, `/usr/lib/linux-image-${release}/sun8i-h3-orangepi-pc.dtb`) },
    copies: { 'boot/u-boot-sunxi-with-spl.bin': 'usr/lib/u-boot/orangepi_plus/u-boot-sunxi-with-spl.bin' },
  });
}

beforeAll(async () => {
  folder = makeFolder();
  const archive = board(await debianRoot('armhf'));
  const image = join(folder, 'card.img');
  const made = await cli('flash', archive, image, '--layout', 'sunxi', '--size', '1G', '--first-boot', firstBootFile(folder), '--yes');
  expect(made).toMatchObject({ code: 0 });
  machine = startMachine('qemu-system-arm', ['-M', 'orangepi-pc', '-m', '1G', '-serial', 'stdio', ...drive(image, 'sd')]);
  console = await machine.until(LOGIN_PROMPT, 300);
  await logIn(machine);
}, 900_000);

afterAll(async () => {
  await machine?.end();
  rmSync(folder, { recursive: true, force: true });
});

/** Of the user who has logged in. */
const told = (command: string): Promise<string> => ask(machine as Machine, command);

describe('an Orange Pi PC boots from the card that Tarstrap alone has made', () => {
  it('its boot ROM finds the loader at 8 KiB, and that the kernel', () => {
    expect(console).toMatch(/U-Boot SPL [\s\S]*Trying to boot from MMC1[\s\S]*Found \/boot\/extlinux\/extlinux\.conf[\s\S]*Starting kernel/);
  });

  it('the kernel is told of the filesystem that was laid, not of the device in the archive', () => {
    const root = `UUID=${uuidAt(join(folder, 'card.img'), 4)}`;
    expect(console).toContain(`append: console=ttyS0,115200 root=${root} ro quiet`);
    expect(console).toContain(`initramfs: ${root} is /dev/mmcblk0p1`);
  });

  it('comes up as the whole system, which is Debian and has its new name', async () => {
    expect(console).toMatch(new RegExp(`Debian GNU/Linux 12 ${SETTINGS.hostname} ttyS0\\s+${SETTINGS.hostname} login: $`));
    expect(await told('cat /proc/1/comm /etc/hostname')).toMatch(new RegExp(`^systemd\\s+${SETTINGS.hostname}$`));
    expect(await told('uname -m')).toBe('armv7l');
  });

  it('its root is the filesystem of which /etc/fstab speaks', async () => {
    const uuid = /^UUID=(\S+) \/ ext4 /m.exec(await told('cat /etc/fstab'))?.[1] as string;
    expect(await told(`readlink -f /dev/disk/by-uuid/${uuid}`)).toBe('/dev/mmcblk0p1');
    expect(await told('grep " / " /proc/mounts')).toMatch(/^\/dev\/mmcblk0p1 \/ ext4 rw,/);
  });

  it('the user has logged in with the password, and has the key', async () => {
    expect(await told('id -un')).toBe(SETTINGS.name);
    expect(await told('cat ~/.ssh/authorized_keys')).toContain(SETTINGS.key);
    expect(await told('stat -c "%a %U" ~/.ssh/authorized_keys ~')).toMatch(new RegExp(`^600 ${SETTINGS.name}\\s+7[05][05] ${SETTINGS.name}$`));
  });
});
