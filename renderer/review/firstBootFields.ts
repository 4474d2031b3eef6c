import { counted } from '../../shared/counted.ts';
import { SYSTEM_NAMES } from '../../shared/firstBoot/systemNames.ts';
import type { FirstBootView } from '../../shared/view.ts';
import type { Choice } from './words.ts';

/** What the fields of a first boot take. Empty is right everywhere: it is as the archive has it. The main side looks again, and in more detail. */
export interface Rule {
  readonly hint: string;
  readonly fits: (text: string) => boolean;
}

const orEmpty =
  (fits: (text: string) => boolean): Rule['fits'] =>
  (text) =>
    text === '' || fits(text);
const matching = (pattern: RegExp): Rule['fits'] => orEmpty((text) => pattern.test(text));

export const HOST_NAME: Rule = {
  hint: 'Letters, digits and -, such as pi',
  fits: matching(/^(?=.{1,64}$)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/),
};

export const TIME_ZONE: Rule = { hint: 'Such as Europe/Berlin', fits: orEmpty(isTimeZone) };

/** Offsets such as +02:00 are no names. */
function isTimeZone(text: string): boolean {
  try {
    return /^[A-Za-z]/.test(text) && new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

export const LOCALE: Rule = {
  hint: 'Such as de_DE.UTF-8',
  fits: matching(/^(?:C|POSIX|C\.[Uu][Tt][Ff]-?8|[a-z]{2,3}(?:_[A-Z]{2})?\.[Uu][Tt][Ff]-?8(?:@[a-z]{1,16})?)$/),
};

export const KEYBOARD: Rule = { hint: 'Such as de, us or de-latin1-nodeadkeys', fits: matching(/^[a-z][A-Za-z0-9_-]{1,40}$/) };

export const USER: Rule = {
  hint: 'Small letters, digits, - and _; not root',
  fits: orEmpty((text) => /^[a-z][a-z0-9_-]{0,31}$/.test(text) && !SYSTEM_NAMES.includes(text)),
};

export const PASSWORD: Rule = { hint: 'Leave empty for no login by password', fits: matching(/^\P{C}{1,256}$/u) };

const PUBLIC_KEY =
  /^(?:ssh-(?:ed25519|rsa)|ecdsa-sha2-nistp(?:256|384|521)|sk-(?:ssh-ed25519|ecdsa-sha2-nistp256)@openssh\.com) +AAAA[A-Za-z0-9+/]{36,}={0,2}(?: \P{C}*)?$/u;

export const SSH_KEYS: Rule = {
  hint: 'Public keys, one a line, such as ssh-ed25519 AAAA… me@home',
  fits: (text) => keysIn(text).every((key) => PUBLIC_KEY.test(key)) && keysIn(text).length <= 16,
};

export function keysIn(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

export const WIFI_NAME: Rule = {
  hint: 'Its SSID, up to 32 bytes',
  fits: orEmpty((text) => /^\P{Cc}+$/u.test(text) && new TextEncoder().encode(text).length <= 32),
};

export const WIFI_PASSWORD: Rule = { hint: '8 to 63 characters; leave empty for an open network', fits: matching(/^(?:[\x20-\x7e]{8,63}|[0-9A-Fa-f]{64})$/) };

export const COUNTRY: Rule = { hint: 'Two letters, such as DE', fits: matching(/^[A-Za-z]{2}$/) };

export const RIGHTS = [
  { value: 'administrator', title: 'Yes' },
  { value: 'ordinary', title: 'No' },
] as const satisfies readonly Choice[];

export const SERVERS = [
  { value: 'as-it-is', title: 'As the archive has it' },
  { value: 'on', title: 'On' },
] as const satisfies readonly Choice[];

/** What stands beside the heading while the fields are folded away. */
export function saidInShort({ hostname, timezone, locale, keyboard, ssh, user, wifi, more }: FirstBootView): string {
  const keys = user.sshKeys.length > 0 ? [counted(user.sshKeys.length, 'SSH key')] : [];
  const texts = [hostname, user.name, ...keys, ssh ? 'SSH' : '', wifi.ssid && `Wi-Fi ${wifi.ssid}`, timezone, locale, keyboard, ...more];
  return texts.filter(Boolean).join(' · ');
}
