import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFolder } from '../qemu/guest.ts';
import type { Machine } from './machine.ts';
import { startOrangePi } from './orangePi.ts';
import { SETTINGS } from './settings.ts';
import { ask, logIn, LOGIN_PROMPT } from './visit.ts';

let folder: string;
let machine: Machine | undefined;
let console: string;

beforeAll(async () => {
  folder = makeFolder();
  machine = await startOrangePi(folder, 'ro quiet');
  console = await machine.until(LOGIN_PROMPT, 300);
  await logIn(machine);
}, 900_000);

afterAll(async () => {
  await machine?.end();
  rmSync(folder, { recursive: true, force: true });
});

/** Of the user who has logged in. */
const told = (command: string): Promise<string> => ask(machine as Machine, command);

describe('an Orange Pi PC boots from the card that Tarstrap alone has made, to a login', () => {
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
