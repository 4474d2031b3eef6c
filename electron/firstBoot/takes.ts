import type { FirstBoot } from '../../shared/firstBoot/answers.ts';

/** What a key takes, as the end of a sentence. */
export const TAKES = {
  hostname: 'a name of letters, digits and hyphens, such as pi or pi.example.org',
  timezone: 'a time zone such as Europe/Berlin, or UTC',
  locale: 'a locale such as de_DE.UTF-8 or C.UTF-8',
  keyboard: 'a keyboard of the console, such as de, us or de-latin1-nodeadkeys',
  ssh: 'nothing but true: without it, SSH is as it is in the archive',
  grow: 'true or false',
  'user.name': 'a name of up to 32 small letters, digits, hyphens and underscores, which is not one of the system itself, such as root',
  'user.password': 'a password of 1 to 256 characters, none of which is a control character',
  'user.password-hash': 'a hash as mkpasswd and openssl passwd -6 make it, which begins with $y$, $6$ or $5$',
  'user.ssh-keys': 'up to 16 public keys of OpenSSH without options, such as "ssh-ed25519 AAAA… me@home", of 16 KiB in all',
  'user.administrator': 'true or false',
  'root.ssh-keys': 'up to 16 public keys of OpenSSH without options, such as "ssh-ed25519 AAAA… me@home", of 16 KiB in all',
  'wifi.ssid': 'the name of a network, of 1 to 32 bytes',
  'wifi.password': 'a passphrase of 8 to 63 characters of ASCII, or 64 hexadecimal digits',
  'wifi.country': 'a country of two letters, such as DE',
  'wifi.hidden': 'true or false',
} as const;

export type Key = keyof typeof TAKES;

/** Never in a sentence, nor are keys, which are long and may be a private one by mistake. */
export const UNSAID: readonly Key[] = ['user.password', 'user.password-hash', 'user.ssh-keys', 'root.ssh-keys', 'wifi.password'];

/** Which key an issue of the schema is about. */
const KEYS: readonly (readonly [path: string, key: Key])[] = [
  ['user.name', 'user.name'],
  ['user.passwordHash', 'user.password-hash'],
  ['user.sshKeys', 'user.ssh-keys'],
  ['user.administrator', 'user.administrator'],
  ['rootSshKeys', 'root.ssh-keys'],
  ['wifi.ssid', 'wifi.ssid'],
  ['wifi.psk', 'wifi.password'],
  ['wifi.country', 'wifi.country'],
  ['wifi.hidden', 'wifi.hidden'],
  ['keymap', 'keyboard'],
  ...(['hostname', 'timezone', 'locale', 'ssh', 'grow'] as const satisfies readonly (keyof FirstBoot)[]).map((name) => [name, name] as const),
];

/** @param path of an issue */
export function keyOf(path: readonly PropertyKey[]): Key | undefined {
  const name = path.map(String).join('.');
  return KEYS.find(([known]) => name === known || name.startsWith(`${known}.`))?.[1];
}
