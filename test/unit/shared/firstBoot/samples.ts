import type { FirstBoot } from '../../../../shared/firstBoot/answers.ts';

export const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPbL5zJqzuZ8dzVVvRzN2cAKhuOFsJZGRYHH8VvpYWk0 anna@home';
export const ECDSA =
  'ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBGw0hNyM6Hwk4iUE6AJB3jw2kZcQ8T1pDg8mbCQyGTcS2wMhN8t7bIuIYb8pFfYl8wMXqAw2q4Z6W0s6m3g6yYk=';
export const HASH = '$6$saltsaltsaltsalt$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1';
export const PSK = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';

/** Of everything something. */
export const ANSWERS: FirstBoot = {
  hostname: 'pi',
  user: { name: 'anna', passwordHash: HASH, sshKeys: [KEY], administrator: true },
  rootSshKeys: [KEY],
  ssh: true,
  timezone: 'Europe/Berlin',
  locale: 'de_DE.UTF-8',
  keymap: 'de',
  wifi: { ssid: 'Home 5', psk: PSK, country: 'DE' },
  grow: true,
};
