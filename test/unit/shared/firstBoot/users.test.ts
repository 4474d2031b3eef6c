import { describe, expect, it } from 'vitest';
import { changesIn, contentsIn, gapsIn, without } from './edited.ts';
import { HASH, KEY } from './samples.ts';
import { ALPINE, ARCH, DEBIAN, GENTOO, RASPBERRY, SUSE } from './trees.ts';

describe('a user', () => {
  const user = { name: 'anna', passwordHash: HASH, sshKeys: [KEY], administrator: true };

  it('is added to Debian', () => {
    expect(contentsIn(DEBIAN, { user })).toEqual({
      'etc/passwd': `${DEBIAN['etc/passwd']}anna:x:1000:1000::/home/anna:/bin/bash\n`,
      'etc/shadow': `${DEBIAN['etc/shadow']}anna:${HASH}::0:99999:7:::\n`,
      'etc/group':
        'root:x:0:\nadm:x:4:anna\ndialout:x:20:anna\nsudo:x:27:anna\naudio:x:29:anna\nvideo:x:44:anna\nplugdev:x:46:anna\nusers:x:100:anna\nnogroup:x:65534:\nanna:x:1000:\n',
      'etc/gshadow':
        'root:*::\nadm:*::anna\ndialout:*::anna\nsudo:*::anna\naudio:*::anna\nvideo:*::anna\nplugdev:*::anna\nusers:*::anna\nnogroup:*::\nanna:!::\n',
      'home/anna': 'folder',
      'home/anna/.bashrc': '# bashrc\n',
      'home/anna/.profile': '# profile\n',
      'home/anna/.ssh': 'folder',
      'home/anna/.ssh/authorized_keys': `${KEY}\n`,
      'etc/sudoers.d/010-anna': 'anna ALL=(ALL:ALL) ALL\n',
    });
  });

  it('owns what is in the home folder, and nobody else sees keys and passwords', () => {
    const owner = { uid: 1000, gid: 1000 };
    const done = changesIn(DEBIAN, { user });
    expect(done['home/anna']).toEqual({ kind: 'folder', mode: 0o700, owner });
    expect(done['home/anna/.bashrc']).toMatchObject({ mode: 0o644, owner });
    expect(done['home/anna/.ssh']).toEqual({ kind: 'folder', mode: 0o700, owner });
    expect(done['home/anna/.ssh/authorized_keys']).toMatchObject({ mode: 0o600, owner });
    expect(done['etc/sudoers.d/010-anna']).toMatchObject({ mode: 0o440, owner: { uid: 0, gid: 0 } });
    expect(done['etc/shadow']).not.toHaveProperty('mode');
    expect(changesIn(without(DEBIAN, 'etc/shadow'), { user })['etc/shadow']).toMatchObject({ mode: 0o600 });
  });

  it('gets the next number, and without a password one that sshd does not take for locked', () => {
    const done = contentsIn(RASPBERRY, { user: { name: 'anna', sshKeys: [KEY], administrator: true } });
    expect(done['etc/passwd']).toMatch(/\nanna:x:1001:1001::\/home\/anna:\/bin\/bash\n$/);
    expect(done['etc/shadow']).toMatch(/\nanna:\*::0:99999:7:::\n$/);
    expect(done['etc/group']).toMatch(/\ngpio:x:993:pi,anna\nanna:x:1001:\n$/);
    expect(done['etc/sudoers.d/010-anna']).toBe('anna ALL=(ALL:ALL) NOPASSWD: ALL\n');
  });

  it('who is there already keeps number and shell', () => {
    const done = contentsIn(RASPBERRY, { user: { ...user, name: 'pi' } });
    expect(done['etc/passwd']).toBe(RASPBERRY['etc/passwd']);
    expect(done['etc/shadow']).toMatch(new RegExp(`\npi:${HASH.replaceAll('$', '\\$')}:19000:0:99999:7:::\n$`));
    expect(done['etc/group']).toMatch(/\nsudo:x:27:pi\n.*\npi:x:1000:\ngpio:x:993:pi\n$/s);
    const known = gapsIn(ARCH, { user: { name: 'alarm', sshKeys: [KEY], administrator: false } });
    expect(known).toEqual(['The archive has a user "alarm" already, who keeps the password of the archive.']);
  });

  it('is told of what is odd about one who is there', () => {
    const files = { ...DEBIAN, 'etc/passwd': `${DEBIAN['etc/passwd']}anna:x:200:200::/srv/anna:/usr/sbin/nologin\n` };
    expect(gapsIn(files, { user })).toEqual([
      'The archive has a user "anna" already, number 200, who is meant for a service and perhaps cannot log in.',
      'The home folder of "anna" is /srv/anna in the archive, and SSH keys are looked for there, not in /home/anna.',
    ]);
  });

  it('is added to Alpine, with its shell and doas, and without gshadow', () => {
    const done = contentsIn(ALPINE, { user });
    expect(done['etc/passwd']).toMatch(/\nanna:x:1000:1000::\/home\/anna:\/bin\/sh\n$/);
    expect(done['etc/group']).toMatch(/\nwheel:x:10:root,anna\n/);
    expect(done['etc/doas.d/anna.conf']).toBe('permit persist anna\n');
    expect(Object.keys(done)).not.toContain('etc/gshadow');
  });

  it('is asked for the own password on openSUSE', () => {
    expect(contentsIn(SUSE, { user })['etc/sudoers.d/010-anna']).toBe('Defaults:anna !targetpw\nanna ALL=(ALL:ALL) ALL\n');
  });

  it('cannot become root where there is neither sudo nor doas', () => {
    expect(gapsIn(GENTOO, { user })).toEqual(['"anna" cannot become root: the archive has neither sudo nor doas.']);
  });

  it('of one file doas gets a line', () => {
    const files = { ...without(ALPINE, 'etc/doas.d/20-wheel.conf'), 'etc/doas.conf': 'permit root' };
    expect(contentsIn(files, { user })['etc/doas.conf']).toBe('permit root\npermit persist anna\n');
  });

  it('has no dialog to answer on Raspberry Pi OS', () => {
    expect(contentsIn(RASPBERRY, { user })).toMatchObject({
      'etc/systemd/system/multi-user.target.wants/userconfig.service': 'remove',
      'etc/ssh/sshd_config.d/rename_user.conf': 'remove',
      'etc/systemd/system/getty.target.wants/getty@tty1.service': '-> /usr/lib/systemd/system/getty@.service',
    });
  });

  it('keeps keys that are there', () => {
    const file = 'home/pi/.ssh/authorized_keys';
    const files = { ...RASPBERRY, [file]: `${KEY.split(' ').slice(0, 2).join(' ')} another remark\n` };
    expect(contentsIn(files, { user: { ...user, name: 'pi' } })[file]).toBe(files[file]);
  });

  it('has a hash that Alpine does not know', () => {
    const passwordHash = `$y$j9T$${'a'.repeat(22)}$${'b'.repeat(43)}`;
    expect(gapsIn(ALPINE, { user: { ...user, passwordHash } })).toEqual([
      'The hash of the password is of a kind (yescrypt) that Alpine does not know: a login with it fails.',
    ]);
  });
});
