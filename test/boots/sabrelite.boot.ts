import { closeSync, openSync, readSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli } from '../lab/cli.ts';
import { makeFolder } from '../qemu/guest.ts';
import { archiveIn, extlinux, kernelIn, takeOut } from './archive.ts';
import { textAt, uuidAt } from './laid.ts';
import { drive, type Machine, startMachine } from './machine.ts';
import { debianRoot } from './root.ts';
import { firstBootFile, SETTINGS } from './settings.ts';
import { ask, logIn, LOGIN_PROMPT } from './visit.ts';

/**
 * The SABRE Lite has an i.MX6. QEMU 7.2 lacks two things of it, and the test does them in their place: the boot ROM, which loads U-Boot as the header at 1 KiB of the card
 * says; and an interrupt of the SD host for which Debian's U-Boot waits, so that it cannot read the card: what extlinux.conf names is in memory already, and what that
 * says to the kernel is typed. The rest is the board's own: U-Boot runs and starts the kernel, and the kernel finds its root on the card.
 */

/** Where U-Boot's own variables have them: kernel_addr_r, fdt_addr_r and behind these. */
const AT = { kernel: 0x1200_0000, tree: 0x1300_0000, initrd: 0x1400_0000 } as const;

let folder: string;
let machine: Machine | undefined;
let console: string;

/**
 * What the boot ROM does (i.MX 6Dual/6Quad Reference Manual, "Program image"): from 1 KiB on the card there is the image vector table, with the address where to start, and
 * that of the boot data, which say from where in memory on the card's beginning belongs, and how much of it.
 */
function bootRom(card: string): string[] {
  const beginning = beginningOf(card);
  const word = (atByte: number): number => beginning.readUInt32LE(atByte);
  if (word(1024) !== 0x40_20_00_d1) throw new Error('there is no image vector table at 1 KiB');
  const [entry, bootData, self] = [word(1024 + 4), word(1024 + 16), word(1024 + 20)];
  const bootDataAt = 1024 + bootData - self;
  const [start, length] = [word(bootDataAt), word(bootDataAt + 4)];
  writeFileSync(join(folder, 'loaded'), beginning.subarray(0, length));
  return [...inMemory(join(folder, 'loaded'), start), '-device', `loader,addr=${entry},cpu-num=0`];
}

/** More than any U-Boot is long. */
function beginningOf(card: string): Buffer {
  const beginning = Buffer.alloc(4 * 1024 ** 2);
  const file = openSync(card, 'r');
  readSync(file, beginning);
  closeSync(file);
  return beginning;
}

function inMemory(file: string, address: number): string[] {
  return ['-device', `loader,file=${file},addr=${address},force-raw=on`];
}

beforeAll(async () => {
  folder = makeFolder();
  const root = await debianRoot('armhf');
  const release = kernelIn(root);
  const tree = `usr/lib/linux-image-${release}/imx6q-sabrelite.dtb`;
  const archive = archiveIn(folder, root, {
    texts: { 'boot/extlinux/extlinux.conf': extlinux(release, 'console=ttymxc1,115200 root=/dev/mmcblk9p7 ro quiet', `/${tree}`) },
    copies: { 'boot/u-boot-dtb.imx': 'usr/lib/u-boot/mx6qsabrelite/u-boot-dtb.imx' },
  });
  const card = join(folder, 'card.img');
  const made = await cli('flash', archive, card, '--layout', 'imx6ul', '--size', '1G', '--first-boot', firstBootFile(folder), '--yes');
  expect(made).toMatchObject({ code: 0 });
  const initrd = takeOut(folder, root, `boot/initrd.img-${release}`);
  const loaded = [
    ...bootRom(card),
    ...inMemory(takeOut(folder, root, `boot/vmlinuz-${release}`), AT.kernel),
    ...inMemory(takeOut(folder, root, tree), AT.tree),
    ...inMemory(initrd, AT.initrd),
  ];
  const board = ['-M', 'sabrelite', '-smp', '4', '-m', '1G', '-serial', 'null', '-serial', 'stdio', '-device', 'sd-card,drive=card'];
  machine = startMachine('qemu-system-arm', [...board, ...drive(card, 'none'), ...loaded]);
  await machine.until(/Hit any key to stop autoboot/, 120);
  machine.type('\n');
  await machine.until(/^=> /m, 30);
  const parameters = /^ *append (.*)$/m.exec(textAt(card, 4, '/boot/extlinux/extlinux.conf'))?.[1] ?? '';
  machine.type(`setenv bootargs ${parameters}\n`);
  const [kernel, ramdisk, device] = [AT.kernel, AT.initrd, AT.tree].map((address) => address.toString(16));
  machine.type(`bootz ${kernel} ${ramdisk}:${statSync(initrd).size.toString(16)} ${device}\n`);
  await machine.until(LOGIN_PROMPT, 420);
  console = machine.console();
  await logIn(machine);
}, 900_000);

afterAll(async () => {
  await machine?.end();
  rmSync(folder, { recursive: true, force: true });
});

/** Of the user who has logged in. */
const told = (command: string): Promise<string> => ask(machine as Machine, command);

describe('a SABRE Lite boots from the card that Tarstrap alone has made, where the test is its boot ROM and reads the card for U-Boot', () => {
  it('runs the loader that is at 1 KiB of the card', () => {
    expect(console).toMatch(/U-Boot 20[\s\S]*Model: Freescale i\.MX6 Quad SABRE Lite Board[\s\S]*Starting kernel/);
  });

  it('the kernel is told of the filesystem that was laid, not of the device in the archive', () => {
    expect(console).toMatch(new RegExp(`initramfs: UUID=${uuidAt(join(folder, 'card.img'), 4)} is /dev/mmcblk\\dp1`));
  });

  it('comes up as the whole system, which is Debian and has its new name', () => {
    expect(console).toMatch(new RegExp(`Debian GNU/Linux 12 ${SETTINGS.hostname} ttymxc1\\s+${SETTINGS.hostname} login: $`));
  });

  it('the user has logged in with the password, and has the key', async () => {
    expect(await told('id -un')).toBe(SETTINGS.name);
    expect(await told('cat ~/.ssh/authorized_keys')).toContain(SETTINGS.key);
  });
});
