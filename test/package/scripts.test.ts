import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../electron/run/run.ts';

/** The scripts of deb and rpm, on a system that is made up: /etc and /opt are empty, and some programs say what the test wants. */

const LINUX = new URL('../../build/linux/', import.meta.url).pathname;
const PROFILE = '/etc/apparmor.d/tarstrap';

let programs: string;
beforeAll(() => {
  programs = mkdtempSync(join(tmpdir(), 'programs-'));
  for (const name of ['setpriv', 'apparmor_status', 'apparmor_parser', 'ischroot']) {
    writeFileSync(join(programs, name), `#!/bin/sh\necho "${name} $*"\nexit "\${${name}-0}"\n`, { mode: 0o755 });
  }
  // It understands a profile, which says nothing of whether it may load one.
  const loading = '#!/bin/sh\necho "apparmor_parser $*"\ncase $1 in --replace | --remove) exit "${load-0}" ;; esac\nexit "${apparmor_parser-0}"\n';
  writeFileSync(join(programs, 'apparmor_parser'), loading);
});
afterAll(() => rmSync(programs, { recursive: true, force: true }));

const PREPARE = `
  set -e
  mount -t tmpfs none /etc && mkdir /etc/apparmor.d
  mount -t tmpfs none /opt && mkdir -p /opt/Tarstrap/resources
  touch /opt/Tarstrap/chrome-sandbox
  cp "$1/apparmor-profile" /opt/Tarstrap/resources/`;

/** @param exits what the made-up programs end with, 0 if nothing is said */
async function words(script: string, exits: Readonly<Record<string, string>> = {}): Promise<string[]> {
  const settings = Object.entries({ PATH: `${programs}:/usr/sbin:/usr/bin:/sbin:/bin`, ...exits }).map(([name, value]) => `${name}=${value}`);
  const args = ['--mount', 'env', ...settings, 'sh', '-c', `${PREPARE}\n${script}`, 'sh', LINUX];
  const { exitCode, stdout, stderr } = await run({ tool: 'unshare', args });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return stdout.toString().trim().split('\n');
}

const INSTALL = `sh "$1/after-install.sh"; stat --format='mode %a' /opt/Tarstrap/chrome-sandbox; ls ${PROFILE} 2> /dev/null || echo none`;

describe('after-install', () => {
  it.each([
    ['where users can make namespaces, the sandbox has no rights of root', {}, 'mode 755'],
    ['where they cannot, its helper has', { setpriv: '1' }, 'mode 4755'],
  ])('%s', async (_, exits, mode) => expect(await words(INSTALL, exits)).toContain(mode));

  it.each([
    ['is installed and loaded', { ischroot: '1' }, [`apparmor_parser --replace ${PROFILE}`, PROFILE]],
    ['is not loaded from within a chroot', {}, [PROFILE]],
    ['is left out where AppArmor does not know its language', { apparmor_parser: '1' }, ['none']],
    ['is left out where there is no AppArmor', { apparmor_status: '1' }, ['none']],
  ])('the profile %s', async (_, exits, expected) => {
    const said = await words(INSTALL, exits);
    expect(said.filter((line) => line.startsWith('apparmor_parser --replace') || line === PROFILE || line === 'none')).toEqual(expected);
  });
});

describe('a package is never left half configured', () => {
  it.each([
    ['in a container, which may not load a profile', '', 'after-install.sh', { ischroot: '1', load: '1' }],
    ['in a container, which may not unload it', `touch ${PROFILE};`, 'after-remove.sh', { ischroot: '1', load: '1' }],
    ['without a folder for profiles', 'rmdir /etc/apparmor.d;', 'after-install.sh', { ischroot: '1' }],
    ['on an /etc that cannot be written', 'mount -o remount,ro /etc;', 'after-install.sh', { ischroot: '1' }],
    ['on an /etc that cannot be written, removed', `touch ${PROFILE}; mount -o remount,ro /etc;`, 'after-remove.sh', { ischroot: '1' }],
  ])('%s', async (_, damage, script, exits) => {
    expect(await words(`${damage} sh "$1/${script}" 2> /dev/null; echo "ended with $?"`, exits)).toContain('ended with 0');
  });
});

describe('after-remove', () => {
  const remove = (argument: string): string => `touch ${PROFILE}; sh "$1/after-remove.sh" ${argument}; ls ${PROFILE} 2> /dev/null || echo none`;

  it.each([
    ['the removal of a deb', 'remove', 'none'],
    ['the purge of a deb', 'purge', 'none'],
    ['the removal of an rpm', '0', 'none'],
    ['the upgrade of a deb', 'upgrade 0.2.0', PROFILE],
    ['the upgrade of an rpm', '1', PROFILE],
  ])('%s', async (_, argument, left) => expect((await words(remove(argument))).at(-1)).toBe(left));

  it('unloads the profile before it is gone', async () => {
    expect(await words(remove('remove'), { ischroot: '1' })).toContain(`apparmor_parser --remove ${PROFILE}`);
  });
});
