import { expect, it } from 'vitest';
import { describeFirstBoot } from '../../../../shared/firstBoot/describe.ts';
import { firstBootEdits } from '../../../../shared/firstBoot/edits.ts';
import { ANSWERS } from './samples.ts';
import { plannedView, RASPBERRY, viewOf } from './trees.ts';

it('every subject is a line with its files', () => {
  const lines = describeFirstBoot(firstBootEdits(ANSWERS, viewOf(RASPBERRY)));
  expect(lines).toEqual([
    'First boot: hostname "pi" (/etc/hostname, /etc/hosts)',
    'First boot: user "anna" with a password (/etc/passwd, /etc/shadow, /etc/group, /etc/gshadow)',
    'First boot: home folder of "anna" (/home/anna, /home/anna/.bashrc, /home/anna/.profile)',
    'First boot: 1 SSH key of "anna" (/home/anna/.ssh, /home/anna/.ssh/authorized_keys)',
    'First boot: no dialog for a user at the first boot (without /etc/systemd/system/multi-user.target.wants/userconfig.service, without /etc/ssh/sshd_config.d/rename_user.conf, /etc/systemd/system/getty.target.wants/getty@tty1.service)',
    'First boot: "anna" may become root (/etc/sudoers.d/010-anna)',
    'First boot: 1 SSH key of "root" (/root/.ssh, /root/.ssh/authorized_keys)',
    'First boot: SSH server (/etc/systemd/system/multi-user.target.wants/ssh.service)',
    'First boot: host keys for SSH, made at the first boot (/etc/systemd/system/tarstrap-ssh-keys.service, /etc/systemd/system/multi-user.target.wants/tarstrap-ssh-keys.service)',
    'First boot: time zone Europe/Berlin (/etc/localtime, /etc/timezone)',
    'First boot: locale de_DE.UTF-8 (/etc/locale.conf, /etc/default/locale, /etc/locale.gen)',
    'First boot: locale de_DE.UTF-8, compiled at the first boot (/etc/systemd/system/tarstrap-locale.service, /etc/systemd/system/multi-user.target.wants/tarstrap-locale.service)',
    'First boot: keyboard de (/etc/default/keyboard, without /etc/console-setup/cached_setup_keyboard.sh)',
    'First boot: Wi-Fi "Home 5" by NetworkManager (/etc/NetworkManager/system-connections/Home 5.nmconnection, /etc/systemd/system/multi-user.target.wants/NetworkManager.service, /etc/modprobe.d/tarstrap-wifi.conf, /var/lib/NetworkManager/NetworkManager.state)',
    'First boot: the root filesystem grows to the end of its drive (/usr/local/sbin/tarstrap-grow, /etc/systemd/system/tarstrap-grow.service, /etc/systemd/system/multi-user.target.wants/tarstrap-grow.service)',
    expect.stringMatching(/^First boot: these services stay on \(\/etc\/systemd\/system-preset\/00-tarstrap\.preset\)$/),
  ]);
  expect(describeFirstBoot(firstBootEdits(ANSWERS, plannedView(RASPBERRY)))).toEqual(lines);
});
