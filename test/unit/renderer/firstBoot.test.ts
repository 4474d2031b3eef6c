import { describe, expect, it } from 'vitest';
import { firstBootDesk } from '../../../electron/app/state/firstBoot.ts';
import * as fields from '../../../renderer/review/firstBootFields.ts';
import type { FirstBootPatch } from '../../../shared/ipc.ts';

const KEY = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA${'x'.repeat(42)} me@home`;

const takes = (patch: FirstBootPatch): boolean => {
  try {
    firstBootDesk().set(patch);
    return true;
  } catch {
    return false;
  }
};

describe('what a field of the first boot takes, the main side takes, too', () => {
  it.each<[string, fields.Rule, (text: string) => FirstBootPatch, readonly string[], readonly string[]]>([
    [
      'host name',
      fields.HOST_NAME,
      (hostname) => ({ hostname }),
      ['pi', 'Pi-4', 'pi.example.org', 'a'.repeat(63)],
      ['-pi', 'pi-', 'a b', 'ä', '.', 'a'.repeat(64), `${'a.'.repeat(32)}bc`],
    ],
    ['time zone', fields.TIME_ZONE, (timezone) => ({ timezone }), ['Europe/Berlin', 'UTC', 'europe/berlin'], ['Berlin', '+02:00', 'Europe/Nowhere']],
    [
      'locale',
      fields.LOCALE,
      (locale) => ({ locale }),
      ['C', 'POSIX', 'C.UTF-8', 'C.utf8', 'de_DE.UTF-8', 'de_DE.utf8', 'sr_RS.UTF-8@latin', 'eo.UTF-8'],
      ['de', 'de_DE', 'de_DE.ISO-8859-1', 'german'],
    ],
    ['keyboard', fields.KEYBOARD, (keyboard) => ({ keyboard }), ['de', 'us', 'de-latin1-nodeadkeys'], ['DE', 'd', 'a b', '../x']],
    ['user', fields.USER, (name) => ({ user: { name } }), ['me', 'm-e_2'], ['root', 'Me', '2me', 'a'.repeat(33), 'a:b']],
    ['password', fields.PASSWORD, (password) => ({ user: { password } }), ['x', 'päss wörd'], ['a\u0007b', 'x'.repeat(257)]],
    [
      'SSH keys',
      fields.SSH_KEYS,
      (text) => ({ user: { sshKeys: fields.keysIn(text) } }),
      [KEY, `${KEY}\n\n  ${KEY}\n`],
      ['-----BEGIN OPENSSH PRIVATE KEY-----', 'ssh-ed25519 AAAA', `no-pty ${KEY}`, Array.from({ length: 17 }, () => KEY).join('\n')],
    ],
    ['Wi-Fi name', fields.WIFI_NAME, (ssid) => ({ wifi: { ssid } }), ['home', 'Zuhause ☕', 'a'.repeat(32)], ['ä'.repeat(17), 'a\u0007']],
    [
      'Wi-Fi password',
      fields.WIFI_PASSWORD,
      (password) => ({ wifi: { ssid: 'home', password } }),
      ['12345678', 'a b c d e f', 'F'.repeat(64)],
      ['1234567', 'x'.repeat(64), 'pässwörter'],
    ],
    ['country', fields.COUNTRY, (country) => ({ wifi: { ssid: 'home', country } }), ['DE', 'de'], ['D', 'GER', '49']],
  ])('%s', (_, { fits }, patchOf, right, wrong) => {
    expect(fits('')).toBe(true);
    expect(right.filter((text) => !fits(text) || !takes(patchOf(text)))).toEqual([]);
    expect(wrong.filter((text) => fits(text) || takes(patchOf(text)))).toEqual([]);
  });

  it('is told in short', () => {
    const desk = firstBootDesk();
    expect(fields.saidInShort(desk.view())).toBe('');
    desk.set({ hostname: 'pi', ssh: true, user: { name: 'me', password: 'x', sshKeys: [KEY] }, wifi: { ssid: 'home' } });
    expect(fields.saidInShort(desk.view())).toBe('pi · me · 1 SSH key · SSH · Wi-Fi home');
  });
});
