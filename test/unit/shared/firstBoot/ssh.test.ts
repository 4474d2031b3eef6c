import { describe, expect, it } from 'vitest';
import { changesIn, contentsIn, gapsIn, without } from './edited.ts';
import { KEY } from './samples.ts';
import { ALPINE, ARCH, DEBIAN, DEVUAN, FEDORA, GENTOO, RASPBERRY_OLD, UBUNTU, VOID } from './trees.ts';

describe('SSH', () => {
  const answers = { ssh: true } as const;

  it('is switched on on Debian, which has to make host keys', () => {
    const done = contentsIn(DEBIAN, answers);
    expect(done).toMatchObject({
      'etc/systemd/system/multi-user.target.wants/ssh.service': '-> /usr/lib/systemd/system/ssh.service',
      'etc/systemd/system/multi-user.target.wants/tarstrap-ssh-keys.service': '-> /etc/systemd/system/tarstrap-ssh-keys.service',
      'etc/systemd/system-preset/00-tarstrap.preset': 'enable ssh.service\nenable tarstrap-ssh-keys.service\n',
    });
    expect(done['etc/systemd/system/tarstrap-ssh-keys.service']).toContain('ExecStart=ssh-keygen -A\n');
  });

  it.each([
    ['Ubuntu, where systemd listens', UBUNTU, 'etc/systemd/system/sockets.target.wants/ssh.socket', '/usr/lib/systemd/system/ssh.socket'],
    ['an old Debian', RASPBERRY_OLD, 'etc/systemd/system/multi-user.target.wants/ssh.service', '/lib/systemd/system/ssh.service'],
    ['Arch', ARCH, 'etc/systemd/system/multi-user.target.wants/sshd.service', '/usr/lib/systemd/system/sshd.service'],
    ['Fedora', FEDORA, 'etc/systemd/system/multi-user.target.wants/sshd.service', '/usr/lib/systemd/system/sshd.service'],
    ['Alpine', ALPINE, 'etc/runlevels/default/sshd', '/etc/init.d/sshd'],
    ['Gentoo', GENTOO, 'etc/runlevels/default/sshd', '/etc/init.d/sshd'],
    ['Void', VOID, 'etc/runit/runsvdir/default/sshd', '/etc/sv/sshd'],
  ])('is switched on on %s', (_, files, path, target) => {
    expect(contentsIn(files, answers)[path]).toBe(`-> ${target}`);
    expect(gapsIn(files, answers).filter((gap) => gap.startsWith('SSH'))).toEqual([]);
  });

  it('makes host keys on no others', () => {
    for (const files of [UBUNTU, ARCH, FEDORA, ALPINE, VOID]) expect(Object.keys(contentsIn(files, answers)).join(' ')).not.toContain('tarstrap-ssh-keys');
  });

  it('is on with sysvinit, unless it is forbidden or has no host keys', () => {
    expect(contentsIn({ ...DEVUAN, 'etc/ssh/sshd_not_to_be_run': '' }, answers)).toEqual({ 'etc/ssh/sshd_not_to_be_run': 'remove' });
    expect(gapsIn(DEVUAN, answers)).toEqual([]);
    expect(gapsIn(without(DEVUAN, 'etc/ssh/ssh_host_rsa_key'), answers)[0]).toMatch(/^SSH will not work at once: the archive has no host keys/);
  });

  it('cannot be switched on without sshd, a service or an init system', () => {
    expect(gapsIn({ 'etc/passwd': '' }, answers)).toEqual(['SSH cannot be switched on: the archive has no sshd (OpenSSH).']);
    expect(gapsIn({ 'usr/sbin/sshd': '' }, answers)).toEqual(['SSH cannot be switched on: the archive has neither systemd nor OpenRC nor runit.']);
    expect(gapsIn({ 'usr/sbin/sshd': '', 'sbin/openrc': '' }, answers)).toEqual(['SSH cannot be switched on: the archive has sshd, but no service for it.']);
  });

  it('lets root in with a key', () => {
    expect(changesIn(DEBIAN, { rootSshKeys: [KEY] })).toEqual({
      'root/.ssh': { kind: 'folder', mode: 0o700, owner: { uid: 0, gid: 0 } },
      'root/.ssh/authorized_keys': { kind: 'text', text: `${KEY}\n`, mode: 0o600, owner: { uid: 0, gid: 0 } },
    });
  });
});
