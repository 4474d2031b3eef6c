/**
 * Every name that the edits of a first boot ask a tree for, apart from those that an answer is a part of. An archive is looked through for them while it is
 * read, so that a plan knows what will be edited before anything is unpacked.
 */

const UNITS = [
  'NetworkManager.service',
  'getty@.service',
  'iwd.service',
  'ssh.service',
  'ssh.socket',
  'sshd.service',
  'systemd-networkd.service',
  'systemd-resolved.service',
  'wpa_supplicant@.service',
].flatMap((unit) => [`usr/lib/systemd/system/${unit}`, `lib/systemd/system/${unit}`]);

const WANTED = ['multi-user.target.wants/dhcpcd.service', 'multi-user.target.wants/userconfig.service', 'sockets.target.wants/ssh.socket'].map(
  (link) => `etc/systemd/system/${link}`,
);

const PROGRAMS = [
  ...['bash', 'doas', 'findmnt', 'loadkeys', 'openrc', 'setupcon', 'sudo'].flatMap((name) => [`usr/bin/${name}`, `bin/${name}`]),
  ...['ifup', 'openrc', 'partx', 'sfdisk', 'sshd', 'wpa_supplicant'].flatMap((name) => [`usr/sbin/${name}`, `sbin/${name}`]),
  ...['locale-gen', 'partx', 'sfdisk', 'sshd', 'wpa_supplicant'].map((name) => `usr/bin/${name}`),
  'usr/sbin/locale-gen',
  ...['systemd', 'systemd-growfs'].flatMap((name) => [`usr/lib/systemd/${name}`, `lib/systemd/${name}`]),
];

const SERVICES = [
  ...['NetworkManager', 'dhcpcd', 'network-manager', 'networking', 'networkmanager', 'sshd', 'wpa_supplicant'].map((name) => `etc/init.d/${name}`),
  ...['NetworkManager', 'dbus', 'dhcpcd', 'networkmanager', 'sshd', 'wpa_supplicant'].map((name) => `etc/sv/${name}`),
];

const FILES = [
  'etc/alpine-release',
  'etc/cloud/cloud-init.disabled',
  'etc/cloud/cloud.cfg',
  'etc/conf.d/hostname',
  'etc/console-setup/cached_setup_keyboard.sh',
  'etc/debian_version',
  'etc/default/keyboard',
  'etc/default/libc-locales',
  'etc/doas.conf',
  'etc/doas.d',
  'etc/gshadow',
  'etc/locale.gen',
  'etc/passwd',
  'etc/profile.env',
  'etc/rc2.d',
  'etc/runit/runsvdir/default',
  'etc/selinux/config',
  'etc/shadow',
  'etc/skel/.bash_logout',
  'etc/skel/.bash_profile',
  'etc/skel/.bashrc',
  'etc/skel/.profile',
  'etc/ssh/ssh_host_ecdsa_key',
  'etc/ssh/ssh_host_ed25519_key',
  'etc/ssh/ssh_host_rsa_key',
  'etc/ssh/sshd_config.d/rename_user.conf',
  'etc/ssh/sshd_not_to_be_run',
  'etc/timezone',
  'etc/wpa_supplicant/ifupdown.sh',
  'etc/xdg/autostart/piwiz.desktop',
  'usr/lib/locale/locale-archive',
  'usr/share/bkeymaps',
  'usr/share/zoneinfo',
  'var/lib/NetworkManager/NetworkManager.state',
  'var/lib/systemd/rfkill/platform-3f300000.mmcnr:wlan',
  'var/lib/systemd/rfkill/platform-fe300000.mmcnr:wlan',
];

export const KNOWN_NAMES: readonly string[] = [...UNITS, ...WANTED, ...PROGRAMS, ...SERVICES, ...FILES];
