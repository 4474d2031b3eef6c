import { expect } from 'vitest';
import { join } from 'node:path';
import { cli } from '../lab/cli.ts';
import { archiveIn, extlinux, kernelIn } from './archive.ts';
import { drive, type Machine, startMachine } from './machine.ts';
import { debianRoot } from './root.ts';
import { firstBootFile } from './settings.ts';

/**
 * QEMU's Orange Pi PC has the boot ROM of an Allwinner H3: it reads the loader from 8 KiB of the card, and all that follows comes from the card as well. Debian has
 * U-Boot for the Orange Pi Plus, which has the same chip.
 */

/** The archive is as a builder leaves it who has had it on another card. */
function board(folder: string, root: string, parameters: string): string {
  const release = kernelIn(root);
  const append = `console=ttyS0,115200 root=/dev/mmcblk9p7 ${parameters}`;
  return archiveIn(folder, root, {
    texts: { 'boot/extlinux/extlinux.conf': extlinux(release, append, `/usr/lib/linux-image-${release}/sun8i-h3-orangepi-pc.dtb`) },
    copies: { 'boot/u-boot-sunxi-with-spl.bin': 'usr/lib/u-boot/orangepi_plus/u-boot-sunxi-with-spl.bin' },
  });
}

/** @param parameters of the kernel, beside console and root @returns it, with `card.img` in the folder as its card */
export async function startOrangePi(folder: string, parameters: string): Promise<Machine> {
  const archive = board(folder, await debianRoot('armhf'), parameters);
  const card = join(folder, 'card.img');
  const made = await cli('flash', archive, card, '--layout', 'sunxi', '--size', '1G', '--first-boot', firstBootFile(folder), '--yes');
  expect(made).toMatchObject({ code: 0 });
  // U-Boot sets the frequency that the chip has; without this QEMU counts faster than that, and all that waits is too hasty.
  const clock = ['-global', 'cortex-a7-arm-cpu.cntfrq=24000000'];
  return startMachine('qemu-system-arm', ['-M', 'orangepi-pc', '-m', '1G', ...clock, '-serial', 'stdio', ...drive(card, 'sd')]);
}
