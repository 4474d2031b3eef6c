import { TarstrapError } from '../../shared/errors.ts';
import { type FirstBoot, firstBoot } from '../../shared/firstBoot/answers.ts';
import { visible } from '../../shared/visible.ts';
import { isPrivate, keysIn, tidyKey } from './publicKeys.ts';
import type { Said, SaidUser, SaidWifi } from './said.ts';
import { sha512crypt } from './sha512crypt.ts';
import { type Key, keyOf, TAKES, UNSAID } from './takes.ts';
import { isPassphrase, wifiKey } from './wifiKey.ts';
import { zoneNamed } from './zone.ts';

/** How a key is called where it was said, as the beginning of a sentence: `In first.toml, user.name` or `--user`. */
export type Naming = (key: Key | 'user.ssh-key-files' | 'user' | 'wifi') => string;

/**
 * From what was said to answers: passwords become hashes, passphrases the keys of their networks, files the keys in them.
 * @throws TarstrapError `usage`, in whose words there is nothing secret
 */
export function answersOf(said: Said, naming: Naming): FirstBoot {
  const draft = withoutHoles({
    hostname: said.hostname,
    user: said.user && userOf(said.user, naming),
    rootSshKeys: said.root?.['ssh-keys']?.map((line) => keyOfLine(line, 'root.ssh-keys', naming)),
    ssh: said.ssh,
    timezone: said.timezone && zoneOf(said.timezone, naming),
    locale: said.locale?.replace(/\.utf-?8/i, '.UTF-8'),
    keymap: said.keyboard,
    wifi: said.wifi && wifiOf(said.wifi, naming),
    grow: said.grow === false ? undefined : said.grow,
  });
  const { data, error } = firstBoot.safeParse(draft);
  if (data) return data;
  for (const { path } of error.issues) {
    const key = keyOf(path);
    if (key !== undefined) throw refused(key, naming, valueAt(draft, path));
  }
  throw usage('A first boot needs at least one answer, such as a hostname.');
}

function usage(problem: string): TarstrapError {
  return new TarstrapError('usage', { problem });
}

function refused(key: Key, naming: Naming, value?: unknown): TarstrapError {
  const shown = typeof value === 'string' && !UNSAID.includes(key) ? `, not "${visible(value.slice(0, MOST_SHOWN))}"` : '';
  return usage(`${naming(key)} takes ${TAKES[key]}${shown}.`);
}

const MOST_SHOWN = 80;

function valueAt(draft: object, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, part) => (typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined), draft);
}

function withoutHoles(values: object): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function userOf(user: SaidUser, naming: Naming): object {
  if (user.name === undefined) throw usage(`${naming('user')} needs a name.`);
  return withoutHoles({
    name: user.name,
    passwordHash: hashOf(user, naming),
    sshKeys: [
      ...(user['ssh-keys'] ?? []).map((line) => keyOfLine(line, 'user.ssh-keys', naming)),
      ...(user['ssh-key-files'] ?? []).flatMap((path) => keysOfFile(path, naming)),
    ],
    administrator: user.administrator ?? true,
  });
}

function hashOf({ password, 'password-hash': hash }: SaidUser, naming: Naming): string | undefined {
  if (password !== undefined && hash !== undefined) throw usage(`${naming('user')} takes a password or the hash of one, not both.`);
  if (password === undefined) return hash;
  if (!/^\P{C}{1,256}$/u.test(password)) throw refused('user.password', naming);
  return sha512crypt(password);
}

function keyOfLine(line: string, key: 'user.ssh-keys' | 'root.ssh-keys', naming: Naming): string {
  if (isPrivate(line)) throw usage(`${naming(key)} takes public keys, and one of these is a private key. It should be made known to nobody.`);
  return tidyKey(line);
}

function keysOfFile(path: string, naming: Naming): readonly string[] {
  const found = keysIn(path);
  if ('problem' in found) throw usage(`${naming('user.ssh-key-files')} names ${visible(path)}, but ${found.problem}.`);
  return found.keys;
}

function zoneOf(name: string, naming: Naming): string {
  const zone = zoneNamed(name);
  if (zone === undefined) throw refused('timezone', naming, name);
  return zone;
}

function wifiOf({ ssid, password, country, hidden }: SaidWifi, naming: Naming): object {
  if (ssid === undefined) throw usage(`${naming('wifi')} needs the name of the network, its ssid.`);
  return withoutHoles({
    ssid,
    psk: password === undefined ? undefined : pskOf(password, ssid, naming),
    country: country?.length === 2 ? country.toUpperCase() : country,
    hidden,
  });
}

function pskOf(password: string, ssid: string, naming: Naming): string {
  if (/^[0-9A-Fa-f]{64}$/.test(password)) return password.toLowerCase();
  if (!isPassphrase(password)) throw refused('wifi.password', naming);
  return wifiKey(password, ssid);
}
