import type { Edit, TreeView } from '../../../../shared/edits.ts';
import { KNOWN_NAMES } from '../../../../shared/firstBoot/known.ts';

/** Trees in memory: contents by name. Folders are there by what is in them. */
export type Files = Readonly<Record<string, string>>;

export function viewOf(files: Files): TreeView {
  const names = Object.keys(files);
  return {
    has: (path) => Object.hasOwn(files, path) || names.some((name) => name.startsWith(`${path}/`)),
    read: (path) => (Object.hasOwn(files, path) ? files[path] : undefined),
  };
}

/** The same as a planner sees it: names that are known, and of others that they are there; no contents. */
export function plannedView(files: Files): TreeView {
  const { has } = viewOf(files);
  return { has: (path) => !KNOWN_NAMES.includes(path) || has(path), read: () => undefined };
}

/** What the root side does, as far as names and contents go. */
export function applied(files: Files, edits: readonly Edit[]): Files {
  const after: Record<string, string> = { ...files };
  for (const { path, change } of edits) {
    if (change.kind === 'text') after[path] = change.text;
    if (change.kind === 'copy') after[path] ??= after[change.from] ?? '';
    if (change.kind === 'link') after[path] = `-> ${change.target}`;
    if (change.kind === 'remove') delete after[path];
  }
  return after;
}

function holding(names: readonly string[]): Files {
  return Object.fromEntries(names.map((name) => [name, '']));
}

const SYSTEMD = holding([
  'usr/lib/systemd/systemd',
  'usr/lib/systemd/systemd-growfs',
  'usr/lib/systemd/system/systemd-networkd.service',
  'usr/lib/systemd/system/getty@.service',
]);
const ZONES = holding(['usr/share/zoneinfo/Europe/Berlin', 'usr/share/zoneinfo/UTC']);
const TOOLS = holding(['usr/bin/bash', 'usr/bin/findmnt', 'usr/sbin/sfdisk', 'usr/bin/partx']);
const HOSTS = '127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n';
const SKELETON: Files = { 'etc/skel/.bashrc': '# bashrc\n', 'etc/skel/.profile': '# profile\n' };

const debianBase: Files = {
  ...ZONES,
  ...TOOLS,
  ...SKELETON,
  'etc/debian_version': '12.9\n',
  'etc/hosts': HOSTS,
  'etc/passwd': 'root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n',
  'etc/shadow': 'root:*:19000:0:99999:7:::\nnobody:*:19000:0:99999:7:::\n',
  'etc/group': 'root:x:0:\nadm:x:4:\ndialout:x:20:\nsudo:x:27:\naudio:x:29:\nvideo:x:44:\nplugdev:x:46:\nusers:x:100:\nnogroup:x:65534:\n',
  'etc/gshadow': 'root:*::\nadm:*::\ndialout:*::\nsudo:*::\naudio:*::\nvideo:*::\nplugdev:*::\nusers:*::\nnogroup:*::\n',
  'etc/timezone': 'Etc/UTC\n',
  'usr/bin/sudo': '',
  'etc/sudoers': 'Defaults\tenv_reset\nroot\tALL=(ALL:ALL) ALL\n%sudo\tALL=(ALL:ALL) ALL\n@includedir /etc/sudoers.d\n',
  'usr/sbin/sshd': '',
  'usr/bin/setupcon': '',
  'etc/default/keyboard': '# KEYBOARD CONFIGURATION FILE\n\nXKBMODEL="pc105"\nXKBLAYOUT="us"\nXKBVARIANT=""\nXKBOPTIONS=""\n\nBACKSPACE="guess"\n',
  'usr/sbin/locale-gen': '',
  'etc/locale.gen': '# This file lists locales\n# de_AT.UTF-8 UTF-8\n# de_DE.UTF-8 UTF-8\n# en_GB.UTF-8 UTF-8\n',
};

const ifupdown: Files = {
  'usr/sbin/ifup': '',
  'etc/network/interfaces': '# interfaces(5)\n\nsource /etc/network/interfaces.d/*\n',
  'etc/wpa_supplicant/ifupdown.sh': '',
};

export const DEBIAN: Files = {
  ...debianBase,
  ...SYSTEMD,
  ...ifupdown,
  'usr/lib/systemd/system/ssh.service': '',
  'usr/lib/systemd/system/ssh.socket': '',
  'usr/lib/systemd/system/wpa_supplicant@.service': '',
};

export const UBUNTU: Files = {
  ...debianBase,
  ...SYSTEMD,
  'usr/lib/systemd/system/ssh.service': '',
  'usr/lib/systemd/system/ssh.socket': '',
  'etc/systemd/system/sockets.target.wants/ssh.socket': '-> /usr/lib/systemd/system/ssh.socket',
  'etc/ssh/ssh_host_ed25519_key': 'key',
  'usr/lib/systemd/system/systemd-resolved.service': '',
  'usr/lib/systemd/system/wpa_supplicant@.service': '',
  'etc/cloud/cloud.cfg': '',
};

export const RASPBERRY: Files = {
  ...debianBase,
  ...SYSTEMD,
  'etc/passwd': `${debianBase['etc/passwd']}pi:x:1000:1000:,,,:/home/pi:/bin/bash\n`,
  'etc/shadow': `${debianBase['etc/shadow']}pi:!:19000:0:99999:7:::\n`,
  'etc/group': `${debianBase['etc/group']}pi:x:1000:\ngpio:x:993:pi\n`,
  'etc/gshadow': `${debianBase['etc/gshadow']}pi:!::\ngpio:!::pi\n`,
  'usr/lib/systemd/system/ssh.service': '',
  'usr/lib/systemd/system/NetworkManager.service': '',
  'etc/systemd/system/multi-user.target.wants/userconfig.service': '-> /lib/systemd/system/userconfig.service',
  'etc/ssh/sshd_config.d/rename_user.conf': 'Banner /usr/share/userconf-pi/sshd_banner\n',
  'etc/console-setup/cached_setup_keyboard.sh': '#!/bin/sh\n',
  'var/lib/NetworkManager/NetworkManager.state': '[main]\nWirelessEnabled=false\n',
};

/** Raspberry Pi OS before Debian 12, not yet merged into /usr. */
export const RASPBERRY_OLD: Files = {
  ...debianBase,
  ...ifupdown,
  'lib/systemd/systemd': '',
  'lib/systemd/system/ssh.service': '',
  'lib/systemd/system/systemd-networkd.service': '',
  'lib/systemd/system/wpa_supplicant@.service': '',
  'lib/systemd/system/systemd-resolved.service': '',
  'etc/systemd/system/multi-user.target.wants/dhcpcd.service': '-> /lib/systemd/system/dhcpcd.service',
  'sbin/wpa_supplicant': '',
  'var/lib/systemd/rfkill/platform-3f300000.mmcnr:wlan': '1\n',
};

export const DEVUAN: Files = { ...debianBase, ...ifupdown, 'etc/rc2.d/S01ssh': '-> ../init.d/ssh', 'etc/ssh/ssh_host_rsa_key': 'key' };

export const ARCH: Files = {
  ...SYSTEMD,
  ...ZONES,
  ...SKELETON,
  'usr/bin/bash': '',
  'usr/bin/findmnt': '',
  'usr/bin/sfdisk': '',
  'usr/bin/partx': '',
  'usr/bin/loadkeys': '',
  'usr/bin/locale-gen': '',
  'usr/bin/sshd': '',
  'usr/bin/sudo': '',
  'etc/sudoers': 'root ALL=(ALL:ALL) ALL\n# %wheel ALL=(ALL:ALL) ALL\n@includedir /etc/sudoers.d\n',
  'etc/locale.gen': '#de_DE.UTF-8 UTF-8  \n#en_US.UTF-8 UTF-8  \n',
  'etc/hosts': '# Static table lookup for hostnames.\n# See hosts(5) for details.\n',
  'etc/passwd': 'root:x:0:0::/root:/usr/bin/bash\nalarm:x:1000:1000:,,,:/home/alarm:/usr/bin/bash\n',
  'etc/shadow': 'root:$6$salt$hash:14871::::::\nalarm:$6$salt$hash:14871::::::\n',
  'etc/group': 'root:x:0:root\nwheel:x:998:alarm\naudio:x:996:\nvideo:x:986:\nalarm:x:1000:\n',
  'etc/gshadow': 'root:::root\nwheel:!!::alarm\naudio:!!::\nvideo:!!::\nalarm:!::\n',
  'usr/lib/systemd/system/sshd.service': '',
  'usr/lib/systemd/system/systemd-resolved.service': '',
  'usr/lib/systemd/system/iwd.service': '',
};

export const FEDORA: Files = {
  ...SYSTEMD,
  ...ZONES,
  ...TOOLS,
  'usr/bin/loadkeys': '',
  'usr/sbin/sshd': '',
  'usr/bin/sudo': '',
  'etc/hosts': HOSTS,
  'etc/passwd': 'root:x:0:0:Super User:/root:/bin/bash\n',
  'etc/shadow': 'root:*::0:99999:7:::\n',
  'etc/group': 'root:x:0:\nwheel:x:10:\nusers:x:100:\n',
  'etc/gshadow': 'root:::\nwheel:::\nusers:::\n',
  'etc/selinux/config': 'SELINUX=enforcing\n',
  'usr/lib/locale/C.utf8/LC_CTYPE': '',
  'usr/lib/locale/de_DE.utf8/LC_CTYPE': '',
  'usr/lib/systemd/system/sshd.service': '',
  'usr/lib/systemd/system/NetworkManager.service': '',
};

export const SUSE: Files = {
  ...FEDORA,
  'usr/etc/sudoers': 'Defaults targetpw\nALL ALL=(ALL) ALL\n@includedir /etc/sudoers.d\n',
  'usr/lib/locale/locale-archive': 'de_DE.utf8',
};

export const ALPINE: Files = {
  ...ZONES,
  'sbin/openrc': '',
  'bin/busybox': '',
  'etc/alpine-release': '3.20.3\n',
  'etc/hosts': HOSTS,
  'etc/passwd': 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/sbin/nologin\n',
  'etc/shadow': 'root:*::0:::::\nnobody:!::0:::::\n',
  'etc/group': 'root:x:0:root\nwheel:x:10:root\naudio:x:18:\nvideo:x:27:root\ninput:x:23:\nusers:x:100:games\n',
  'usr/sbin/sshd': '',
  'etc/init.d/sshd': '',
  'etc/init.d/networking': '',
  'etc/init.d/wpa_supplicant': '',
  'usr/bin/doas': '',
  'etc/doas.d/20-wheel.conf': '# permit persist :wheel\n',
  'usr/share/bkeymaps/de/de.bmap.gz': 'de',
  'etc/conf.d/hostname': 'hostname="localhost"\n',
};

export const GENTOO: Files = {
  ...ZONES,
  ...SKELETON,
  'sbin/openrc': '',
  'bin/bash': '',
  'etc/hosts': HOSTS,
  'etc/passwd': 'root:x:0:0:root:/root:/bin/bash\n',
  'etc/shadow': 'root:*:10770:0:::::\n',
  'etc/group': 'root:x:0:root\nwheel:x:10:root\naudio:x:18:\nvideo:x:27:root\nplugdev:x:104:\n',
  'etc/profile.env': "export EDITOR='/bin/nano'\nexport LANG='C.UTF8'\n",
  'etc/env.d/02locale': 'LANG="C.UTF8"\n',
  'etc/locale.gen': '# en_US.UTF-8 UTF-8\n',
  'usr/sbin/locale-gen': '',
  'etc/conf.d/hostname': '# Set to the hostname of this machine\nhostname="localhost"\n',
  'etc/conf.d/keymaps': '# Use keymap\nkeymap="us"\nwindowkeys="YES"\n',
  'usr/bin/loadkeys': '',
  'usr/sbin/sshd': '',
  'etc/init.d/sshd': '',
  'etc/timezone': 'UTC\n',
};

export const VOID: Files = {
  ...ZONES,
  ...SKELETON,
  'usr/bin/bash': '',
  'usr/bin/loadkeys': '',
  'usr/bin/sshd': '',
  'usr/bin/sudo': '',
  'etc/sudoers': 'root ALL=(ALL:ALL) ALL\n@includedir /etc/sudoers.d\n',
  'etc/runit/runsvdir/default/udevd': '-> /etc/sv/udevd',
  'etc/sv/sshd/run': '',
  'etc/sv/dhcpcd/run': '',
  'etc/sv/wpa_supplicant/run': '',
  'etc/rc.conf': '# /etc/rc.conf\n#KEYMAP="es"\nKEYMAP="us"\n',
  'etc/hosts': HOSTS,
  'etc/passwd': 'root:x:0:0:root:/root:/bin/sh\n',
  'etc/shadow': 'root:*:16482:0:99999:7:::\n',
  'etc/group': 'root:x:0:\nwheel:x:4:root\naudio:x:12:\nvideo:x:13:\nnetwork:x:24:\n',
  'etc/gshadow': 'root:::\nwheel:::root\naudio:::\nvideo:::\nnetwork:::\n',
  'etc/default/libc-locales': '#de_DE.UTF-8 UTF-8\n#en_US.UTF-8 UTF-8\n',
};

export const ALL: Readonly<Record<string, Files>> = { DEBIAN, UBUNTU, RASPBERRY, RASPBERRY_OLD, DEVUAN, ARCH, FEDORA, SUSE, ALPINE, GENTOO, VOID };
