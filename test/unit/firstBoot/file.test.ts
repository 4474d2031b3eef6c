import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { answersOf } from '../../../electron/firstBoot/answersOf.ts';
import { readFirstBootFile } from '../../../electron/firstBoot/file.ts';
import { type Said, saidTogether } from '../../../electron/firstBoot/said.ts';
import { TarstrapError } from '../../../shared/errors.ts';
import { makeFolder } from '../folder.ts';
import { HASH, KEY, PSK } from '../shared/firstBoot/samples.ts';

const folder = makeFolder();
afterAll(() => folder[Symbol.dispose]());
const at = (name: string): string => join(folder.path, name);

function holding(text: string | Buffer): string {
  const path = at('first.toml');
  writeFileSync(path, text);
  return path;
}

const read = (text: string): ReturnType<typeof answersOf> => answersOf(readFirstBootFile(holding(text)), (key) => `--${key}`);

/** What is said of a failure, with the folder left out. */
function problemOf(work: () => unknown): string {
  try {
    work();
  } catch (problem) {
    if (problem instanceof TarstrapError && problem.code === 'usage') return String(problem.facts['problem']).replaceAll(`${folder.path}/`, '');
    throw problem;
  }
  return 'none';
}

describe('a file of answers', () => {
  it('becomes what crosses to the root side', () => {
    writeFileSync(at('id.pub'), `# mine\n\n${KEY}\n`);
    const text = `
hostname = "pi"
timezone = "europe/berlin"
locale = "de_DE.utf8"
keyboard = "de"
ssh = true
grow = false
[user]
name = "anna"
password-hash = '${HASH}'
ssh-key-files = ["id.pub"]
[root]
ssh-keys = ["  ${KEY.replace(' ', '\\t ')}  "]
[wifi]
ssid = "IEEE"
password = "password"
country = "de"
`;
    expect(read(text)).toEqual({
      hostname: 'pi',
      timezone: 'Europe/Berlin',
      locale: 'de_DE.UTF-8',
      keymap: 'de',
      ssh: true,
      user: { name: 'anna', passwordHash: HASH, sshKeys: [KEY], administrator: true },
      rootSshKeys: [KEY],
      // IEEE 802.11i, H.4.2.
      wifi: { ssid: 'IEEE', psk: 'f42c6fc52df0ebef9ebb4b90b38a5f902e83fe1b135a70e23aed762e9710a12e', country: 'DE' },
    });
  });

  it('may say little, begin with a mark, and be a link', () => {
    expect(read('\uFEFFhostname = "pi"\r\n')).toEqual({ hostname: 'pi' });
    symlinkSync(holding('timezone = "UTC"'), at('link.toml'));
    expect(readFirstBootFile(at('link.toml'))).toEqual({ timezone: 'UTC' });
    expect(read('[wifi]\nssid = "open"')).toEqual({ wifi: { ssid: 'open' } });
    expect(read(`[wifi]\nssid = "a"\npassword = "${PSK.toUpperCase()}"`)).toEqual({ wifi: { ssid: 'a', psk: PSK } });
  });

  it('has its password hashed, each time with another salt', () => {
    const hashes = [1, 2].map(() => read('[user]\nname = "anna"\npassword = "pässword"').user?.passwordHash);
    for (const hash of hashes) expect(hash).toMatch(/^\$6\$[./0-9A-Za-z]{16}\$[./0-9A-Za-z]{86}$/);
    expect(hashes[0]).not.toBe(hashes[1]);
  });

  it('finds keys where its user has them', () => {
    const inHome = relative(homedir(), at('id.pub'));
    if (!inHome.startsWith('..')) expect(read(`[user]\nname = "anna"\nssh-key-files = ["~/${inHome}"]`).user?.sshKeys).toEqual([KEY]);
    expect(problemOf(() => read('[user]\nname = "anna"\nssh-key-files = ["~/none.pub"]'))).toBe(
      `In first.toml, user.ssh-key-files names ${homedir()}/none.pub, but there is no such file.`,
    );
  });
});

describe('what is wrong with a file', () => {
  it.each([
    ['nothing', () => at('none.toml'), 'there is no such file'],
    ['something below a file', () => `${holding('')}/x`, 'there is no such file'],
    ['a folder', () => (mkdirSync(at('folder')), at('folder')), 'it is not an ordinary file'],
    ['a pipe that nobody writes to', () => (execFileSync('mkfifo', [at('pipe')]), at('pipe')), 'it is not an ordinary file'],
    ['a device that never ends', () => '/dev/zero', 'it is not an ordinary file'],
    ['a terabyte', () => (writeFileSync(at('huge'), ''), truncateSync(at('huge'), 1024 ** 4), at('huge')), 'it is much too large'],
    ['a megabyte', () => holding('#'.repeat(1024 ** 2)), 'it is much too large'],
    ['a link to itself', () => (symlinkSync(at('loop'), at('loop')), at('loop')), 'it cannot be read: its links lead in a circle'],
    ['no text', () => holding(Buffer.from([0xff, 0xfe])), 'it is not a text (UTF-8)'],
  ])('%s', (_, make, problem) => {
    const path = make();
    expect(problemOf(() => readFirstBootFile(path))).toBe(`The first-boot file ${path.replace(`${folder.path}/`, '')} cannot be used: ${problem}.`);
  });

  it.each([
    ['hostname = pi', 'The first-boot file first.toml is not TOML: line 1, column 12.'],
    ['[user]\npassword = "secret', 'The first-boot file first.toml is not TOML: line 2, column 12.'],
    ['[__proto__]\nx = 1', 'The first-boot file first.toml is not TOML: line 1, column 2.'],
    ['', 'A first boot needs at least one answer, such as a hostname.'],
    ['grow = false', 'A first boot needs at least one answer, such as a hostname.'],
    ['host = "pi"', 'In first.toml, host means nothing: what can stand there is hostname, timezone, locale, keyboard, ssh, grow, user, root and wifi.'],
    ['[wifi]\nkey = "secret"', 'In first.toml, wifi.key means nothing: what can stand there is ssid, password, country and hidden.'],
    ['hostname = 3', 'In first.toml, hostname takes a text between quotation marks.'],
    ['ssh = "yes"', 'In first.toml, ssh takes true or false.'],
    ['user = "anna"', 'In first.toml, user takes a table, which begins with a line [user].'],
    ['user = ["anna"]', 'In first.toml, user takes a table, which begins with a line [user].'],
    ['user = 1979-05-27', 'In first.toml, user takes a table, which begins with a line [user].'],
    ['[user]\nname = "anna"\nssh-keys = "x"', 'In first.toml, user.ssh-keys takes a list of texts, ["…", "…"].'],
    ['hostname = "my pi"', 'In first.toml, hostname takes a name of letters, digits and hyphens, such as pi or pi.example.org, not "my pi".'],
    ['hostname = "a\\u001b[2J"', 'In first.toml, hostname takes a name of letters, digits and hyphens, such as pi or pi.example.org, not "a\\x1b[2J".'],
    ['ssh = false', 'In first.toml, ssh takes nothing but true: without it, SSH is as it is in the archive.'],
    ['timezone = "Berlin"', 'In first.toml, timezone takes a time zone such as Europe/Berlin, or UTC, not "Berlin".'],
    ['timezone = "+02:00"', 'In first.toml, timezone takes a time zone such as Europe/Berlin, or UTC, not "+02:00".'],
    ['locale = "german"', 'In first.toml, locale takes a locale such as de_DE.UTF-8 or C.UTF-8, not "german".'],
    ['[user]\npassword = "x"', 'In first.toml, user needs a name.'],
    [
      '[user]\nname = "root"',
      'In first.toml, user.name takes a name of up to 32 small letters, digits, hyphens and underscores, which is not one of the system itself, such as root, not "root".',
    ],
    [`[user]\nname = "anna"\npassword = "x"\npassword-hash = '${HASH}'`, 'In first.toml, user takes a password or the hash of one, not both.'],
    ['[wifi]\npassword = "secret"', 'In first.toml, wifi needs the name of the network, its ssid.'],
    ['[wifi]\nssid = "a"\ncountry = "Germany"', 'In first.toml, wifi.country takes a country of two letters, such as DE, not "Germany".'],
  ])('%j', (text, problem) => expect(problemOf(() => readFirstBootFile(holding(text)))).toBe(problem));

  it.each([
    ['[user]\nname = "anna"\npassword = "sec\\nret"', 'user.password'],
    ['[user]\nname = "anna"\npassword = ""', 'user.password'],
    ['[user]\nname = "anna"\npassword-hash = "secret"', 'user.password-hash'],
    ['[user]\nname = "anna"\nssh-keys = ["ssh-rsa secret"]', 'user.ssh-keys'],
    ['[root]\nssh-keys = ["secret"]', 'root.ssh-keys'],
    ['[user]\nname = "anna"\nssh-keys = ["-----BEGIN OPENSSH PRIVATE KEY-----secret"]', 'user.ssh-keys'],
    ['[wifi]\nssid = "a"\npassword = "secret"', 'wifi.password'],
  ])('%j: no secret is said', (text, key) => {
    const problem = problemOf(() => readFirstBootFile(holding(text)));
    expect(problem).toMatch(`In first.toml, ${key} takes `);
    expect(problem).not.toMatch(/secret|sec\\/);
  });

  it('files of keys', () => {
    const asking = (text: string): string => {
      writeFileSync(at('keys'), text);
      return problemOf(() => readFirstBootFile(holding('[user]\nname = "anna"\nssh-key-files = ["keys"]')));
    };
    expect(asking('# none\n')).toBe('In first.toml, user.ssh-key-files names keys, but there is no public key in it.');
    expect(asking('-----BEGIN OPENSSH PRIVATE KEY-----\nsecret\n')).toBe(
      'In first.toml, user.ssh-key-files names keys, but it is a private key, which stays where it is; the public one has the same name with .pub behind it.',
    );
  });
});

describe('answers by switches', () => {
  const naming = (key: string): string => `--${key}`;

  it('are put together with those of a file', () => {
    const file: Said = { hostname: 'pi', user: { name: 'anna', password: 'x', administrator: false }, wifi: { ssid: 'a' } };
    expect(saidTogether(file, { hostname: 'other', timezone: undefined, user: { 'password-hash': HASH }, root: { 'ssh-keys': [KEY] } })).toEqual({
      hostname: 'other',
      user: { name: 'anna', 'password-hash': HASH, administrator: false },
      root: { 'ssh-keys': [KEY] },
      wifi: { ssid: 'a' },
    });
  });

  it('are named as such', () => {
    expect(problemOf(() => answersOf({ hostname: '' }, naming))).toMatch(/^--hostname takes a name .*, not ""\.$/);
    expect(problemOf(() => answersOf({}, naming))).toBe('A first boot needs at least one answer, such as a hostname.');
  });
});
