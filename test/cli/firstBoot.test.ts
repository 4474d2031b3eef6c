import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCaptureLab } from '../lab/captured.ts';
import { cli } from '../lab/cli.ts';
import { sh } from '../lab/devices.ts';

/** What a system is told for its first boot, written to real drives. That it is understood there, `test/boots` shows. */

const MiB = 1024 ** 2;
const { drive, place } = openCaptureLab('first-boot');

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl me@home';
const PASSWORD = 'correct horse battery';
const PASSPHRASE = 'a passphrase of the net';
const TOML = `hostname = "pi"
timezone = "Europe/Berlin"
ssh = true
[user]
name = "me"
password = "${PASSWORD}"
ssh-keys = ["${KEY}"]
[wifi]
ssid = "a network"
password = "${PASSPHRASE}"
`;

const SYSTEM: Readonly<Record<string, string>> = {
  'etc/passwd': 'root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1::/:/usr/sbin/nologin\n',
  'etc/shadow': 'root:*:19000:0:99999:7:::\ndaemon:*:19000:0:99999:7:::\n',
  'etc/group': 'root:x:0:\nsudo:x:27:\n',
  'etc/hostname': 'debian\n',
  'etc/hosts': '127.0.0.1 localhost\n',
  'etc/debian_version': '12.8\n',
  'etc/sudoers': '%sudo ALL=(ALL:ALL) ALL\n@includedir /etc/sudoers.d\n',
  'usr/bin/bash': '',
  'usr/bin/sh': '',
  'usr/bin/sudo': '',
  'usr/sbin/sshd': '',
  'usr/lib/systemd/systemd': '',
  'usr/lib/systemd/system/ssh.service': '[Install]\nWantedBy=multi-user.target\nAlias=sshd.service\n',
  'usr/lib/systemd/system/NetworkManager.service': '[Install]\nWantedBy=multi-user.target\n',
  'usr/share/zoneinfo/Europe/Berlin': 'TZif2',
};

function system(): { readonly archive: string; readonly answers: string } {
  const folder = place();
  const tree = join(folder, 'tree');
  for (const [name, text] of Object.entries(SYSTEM)) {
    mkdirSync(dirname(join(tree, name)), { recursive: true });
    writeFileSync(join(tree, name), text);
  }
  for (const name of ['etc/NetworkManager/system-connections', 'home', 'etc/sudoers.d']) mkdirSync(join(tree, name), { recursive: true });
  const [archive, answers] = [join(folder, 'system.tar'), join(folder, 'first.toml')];
  sh('tar', '-C', tree, '--owner=0', '--group=0', '-cf', archive, '.');
  writeFileSync(answers, TOML);
  return { archive, answers };
}

const fileOf = (node: string, path: string): string => sh('debugfs', '-R', `cat /${path}`, node);
const statOf = (node: string, path: string): string => sh('debugfs', '-R', `stat "/${path}"`, node);

describe('settings for the first boot', () => {
  it.each(['direct', 'staged'] as const)('are in the files where the system looks for them, with its owners and modes: %s', async (mode) => {
    const { archive, answers } = system();
    const { device } = drive(256 * MiB);
    const result = await cli('flash', archive, device, '--mode', mode, '--yes', '--first-boot', answers, '--hostname', 'other');
    expect(result).toMatchObject({ code: 0, stderr: expect.stringMatching(/First boot: .*other.*\(\/etc\/hostname, \/etc\/hosts\)/) });
    sh('blockdev', '--flushbufs', device);
    const node = `${device}p1`;
    expect(fileOf(node, 'etc/hostname')).toBe('other\n');
    expect(fileOf(node, 'etc/passwd')).toMatch(/^me:x:1000:1000:[^:]*:\/home\/me:\/bin\/bash$/m);
    expect(fileOf(node, 'etc/shadow')).toMatch(/^me:\$6\$/m);
    expect(fileOf(node, 'home/me/.ssh/authorized_keys')).toBe(`${KEY}\n`);
    expect(statOf(node, 'home/me/.ssh/authorized_keys')).toMatch(/Mode: +0600[^]*User: +1000/);
    expect(statOf(node, 'etc/localtime')).toContain('Fast link dest: "../usr/share/zoneinfo/Europe/Berlin"');
    expect(statOf(node, 'etc/systemd/system/multi-user.target.wants/ssh.service')).toContain('symlink');
    const connection = sh('debugfs', '-R', 'ls -p /etc/NetworkManager/system-connections', node).match(/[^/]+\.nmconnection/)?.[0] ?? '';
    expect(statOf(node, `etc/NetworkManager/system-connections/${connection}`)).toMatch(/Mode: +0600/);
  });

  it('tell nobody what is secret: not in the plan, the events, the commands or an image that is only planned', async () => {
    const { archive, answers } = system();
    const image = join(place(), 'system.img');
    for (const extra of [['--dry-run'], ['--dry-run', '--json'], ['--json']]) {
      const { code, stdout, stderr } = await cli('flash', archive, image, '--first-boot', answers, ...extra);
      expect(code).toBe(0);
      for (const secret of [PASSWORD, PASSPHRASE, '$6$']) expect(stdout + stderr).not.toContain(secret);
    }
  });

  it.each<[string, string, RegExp]>([
    ['a key that is unknown', 'hostnam = "x"\n', /hostnam means nothing/],
    ['what is no TOML', 'hostname = \n', /is not TOML: line 1/],
    ['a name that is none', 'hostname = "-x-"\n', /hostname takes a name/],
    ['nothing', '', /at least one answer/],
  ])('that are %s are refused', async (_, text, words) => {
    const { archive, answers } = system();
    writeFileSync(answers, text);
    expect(await cli('flash', archive, join(place(), 'system.img'), '--first-boot', answers)).toMatchObject({ code: 64, stderr: expect.stringMatching(words) });
  });

  it('are refused where nothing is made anew, and for disk images', async () => {
    const { archive } = system();
    const folder = place();
    expect(await cli('flash', archive, folder, '--hostname', 'pi', '--yes')).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('--hostname has no effect'),
    });
    expect(readFileSync(archive).length).toBeGreaterThan(0);
  });

  it('without a program for them are named before anything is written', async () => {
    const { archive } = system();
    const result = await cli('flash', archive, join(place(), 'system.img'), '--grow-root', '--locale', 'de_DE.UTF-8', '--dry-run');
    expect(result).toMatchObject({ code: 0, stdout: expect.stringMatching(/Caution: The root filesystem cannot grow at the first boot: the archive has no/) });
  });
});
