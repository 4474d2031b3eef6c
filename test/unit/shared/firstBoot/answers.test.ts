import { describe, expect, it } from 'vitest';
import { firstBoot } from '../../../../shared/firstBoot/answers.ts';
import { ANSWERS, ECDSA, HASH, KEY, PSK } from './samples.ts';

const fits = (answers: object): boolean => firstBoot.safeParse(answers).success;
const user = { name: 'anna', sshKeys: [], administrator: true };

describe('answers', () => {
  it('of everything something', () => expect(firstBoot.parse(ANSWERS)).toEqual(ANSWERS));

  it.each<[string, object]>([
    ['one answer', { hostname: 'pi' }],
    ['a domain', { hostname: 'Pi-4.example.org' }],
    ['a name of one letter', { user: { ...user, name: 'a' } }],
    ['keys of two kinds', { user: { ...user, sshKeys: [KEY, ECDSA] } }],
    ['a remark in any script', { rootSshKeys: [`${ECDSA} Änna’s – ключ`] }],
    ['yescrypt', { user: { ...user, passwordHash: `$y$j9T$${'a'.repeat(22)}$${'b'.repeat(43)}` } }],
    ['rounds', { user: { ...user, passwordHash: `$5$rounds=5000$salt$${'a'.repeat(43)}` } }],
    ['Etc', { timezone: 'Etc/GMT-14' }],
    ['three parts', { timezone: 'America/Argentina/Buenos_Aires' }],
    ['a modifier', { locale: 'sr_RS.UTF-8@latin' }],
    ['an open network', { wifi: { ssid: 'Café ☕' } }],
    ['32 bytes', { wifi: { ssid: 'é'.repeat(16) } }],
  ])('%s', (_, answers) => expect(fits(answers)).toBe(true));

  it.each<[string, object]>([
    ['no answer', {}],
    ['an answer that is none', { hostname: undefined }],
    ['an unknown one', { hostname: 'pi', shell: '/bin/sh' }],
    ['a host of two lines', { hostname: 'pi\nroot' }],
    ['a host with a line end', { hostname: 'pi\n' }],
    ['a host with a blank', { hostname: 'my pi' }],
    ['a host of 65 letters', { hostname: `${'a'.repeat(32)}.${'b'.repeat(32)}` }],
    ['a label of 64 letters', { hostname: 'a'.repeat(64) }],
    ['a hyphen at the end', { hostname: 'pi-' }],
    ['root', { user: { ...user, name: 'root' } }],
    ['a user of the system', { user: { ...user, name: 'www-data' } }],
    ['a group of the system', { user: { ...user, name: 'docker' } }],
    ['a name with a colon', { user: { ...user, name: 'anna:x' } }],
    ['a name with a capital', { user: { ...user, name: 'Anna' } }],
    ['a name of a path', { user: { ...user, name: '../anna' } }],
    ['a password that is no hash', { user: { ...user, passwordHash: 'secret' } }],
    ['a hash with a colon', { user: { ...user, passwordHash: HASH.replace('svn8', 'sv:8') } }],
    ['a hash with a line end', { user: { ...user, passwordHash: `${HASH}\n` } }],
    ['an old hash', { user: { ...user, passwordHash: '$1$salt$qJH7.N4xYta3aEG/dfqo/0' } }],
    ['a key of two lines', { rootSshKeys: [`${KEY}\nssh-rsa AAAA`] }],
    ['a key with options', { rootSshKeys: [`command="sh" ${KEY}`] }],
    ['a key cut off', { rootSshKeys: [KEY.slice(0, 76)] }],
    ['a key without its beginning', { rootSshKeys: [KEY.replace('AAAAC3Nz', '')] }],
    ['a key of nothing but its type', { rootSshKeys: ['ssh-rsa AAAAB3NzaC1yc2E='] }],
    ['a key of another type', { rootSshKeys: [KEY.replace('ssh-ed25519', 'ssh-rsa')] }],
    ['a type that is a property of objects', { rootSshKeys: [KEY.replace('ssh-ed25519', 'constructor')] }],
    ['a key in the base64 of URLs', { rootSshKeys: ['ssh-ed25519 AAAA-AAAABBBB'] }],
    ['a key of which a digit is none', { rootSshKeys: [KEY.replace('PbL5', 'Pb*5'), KEY.replace('PbL5', 'PbÄ5')] }],
    ['a key of which a byte was lost', { rootSshKeys: [KEY.replace('PbL5', 'PbL')] }],
    ['no keys for root', { rootSshKeys: [] }],
    ['17 keys', { rootSshKeys: Array.from({ length: 17 }, () => KEY) }],
    ['more keys than fit', { rootSshKeys: Array.from({ length: 3 }, () => `${KEY}${'x'.repeat(8000)}`) }],
    ['SSH switched off', { ssh: false }],
    ['a zone outside', { timezone: '../../etc/passwd' }],
    ['an absolute zone', { timezone: '/etc/passwd' }],
    ['an offset', { timezone: '+02:00' }],
    ['a locale of another charset', { locale: 'de_DE.ISO-8859-1' }],
    ['a locale with a command', { locale: 'de_DE.UTF-8;reboot' }],
    ['a keyboard with a quotation mark', { keymap: 'de"' }],
    ['no name of a network', { wifi: { ssid: '' } }],
    ['33 bytes', { wifi: { ssid: `${'é'.repeat(16)}x` } }],
    ['a network of two lines', { wifi: { ssid: 'a\nb' } }],
    ['half of a character', { wifi: { ssid: '\ud83d' } }],
    ['a passphrase', { wifi: { ssid: 'a', psk: 'correct horse' } }],
    ['a key in capitals', { wifi: { ssid: 'a', psk: PSK.toUpperCase() } }],
    ['a country of three letters', { wifi: { ssid: 'a', country: 'DEU' } }],
  ])('not %s', (_, answers) => expect(fits(answers)).toBe(false));

  it('are small enough for one line, for each of sixteen targets', () => {
    const keys = Array.from({ length: 2 }, () => `${KEY}${'ä'.repeat(8000)}`).map((key) => key.slice(0, 8192));
    const largest = { ...ANSWERS, rootSshKeys: keys, user: { ...ANSWERS.user, sshKeys: keys } };
    expect(fits(largest)).toBe(true);
    expect(Buffer.byteLength(JSON.stringify(largest)) * 16).toBeLessThan(1024 ** 2);
  });
});
