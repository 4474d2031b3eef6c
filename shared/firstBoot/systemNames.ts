/**
 * Users and groups that systems have for themselves: base-passwd of Debian, setup of Fedora, filesystem of Arch, alpine-baselayout, and services that come with
 * them. A user of such a name would be a service, or have the rights of a group.
 */
const USERS =
  'root toor daemon bin sys sync games man lp mail news uucp proxy www-data backup list irc gnats nobody adm shutdown halt operator ftp http cron at ' +
  'squid xfs cyrus vpopmail ntp smmsp guest sshd dbus messagebus polkitd rtkit avahi chrony tss uuidd dnsmasq portage postmaster wwwrun statd dhcpcd';
const GROUPS =
  'tty disk kmem dialout fax voice cdrom floppy tape sudo audio dip src shadow utmp video sasl plugdev staff users nogroup wheel input kvm render sgx ' +
  'netdev network lpadmin docker crontab storage power optical scanner log lock wireshark libvirt gpio i2c spi bluetooth console mem usb';

export const SYSTEM_NAMES: readonly string[] = `${USERS} ${GROUPS}`.split(' ');
