import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFolder } from '../qemu/guest.ts';
import { uuidAt } from './laid.ts';
import type { Machine } from './machine.ts';
import { startOrangePi } from './orangePi.ts';
import { SETTINGS } from './settings.ts';
import { ask } from './visit.ts';

/** The shortest of the real boots, to a shell of the root filesystem in place of its init; `orangePi.boot.ts` goes on to the login. */

let folder: string;
let machine: Machine | undefined;
let console: string;

beforeAll(async () => {
  folder = makeFolder();
  machine = await startOrangePi(folder, 'ro quiet init=/bin/bash');
  console = await machine.until(/root@\S+:\/# $/, 240);
}, 900_000);

afterAll(async () => {
  await machine?.end();
  rmSync(folder, { recursive: true, force: true });
});

/** Of its root. */
const told = (command: string): Promise<string> => ask(machine as Machine, command);

describe('an Orange Pi PC boots from the card that Tarstrap alone has made, to a shell', () => {
  it('its boot ROM finds the loader at 8 KiB, and that the kernel', () => {
    expect(console).toMatch(/U-Boot SPL [\s\S]*Trying to boot from MMC1[\s\S]*Found \/boot\/extlinux\/extlinux\.conf[\s\S]*Starting kernel/);
  });

  it('the kernel is told of the filesystem that was laid, not of the device in the archive', () => {
    const root = `UUID=${uuidAt(join(folder, 'card.img'), 4)}`;
    expect(console).toContain(`append: console=ttyS0,115200 root=${root} ro quiet`);
    expect(console).toContain(`initramfs: ${root} is /dev/mmcblk0p1`);
  });

  it('runs the programs of its own system', async () => {
    expect(await told('uname -m; cat /etc/debian_version')).toMatch(/^armv7l\s+12\./);
  });

  it('knows what it was told for its first boot', async () => {
    expect(await told('cat /etc/hostname')).toBe(SETTINGS.hostname);
    expect(await told(`id -nu 1000; cat /home/${SETTINGS.name}/.ssh/authorized_keys`)).toBe(`${SETTINGS.name}\r\n${SETTINGS.key}`);
  });
});
