import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../electron/run/run.ts';
import { sh } from '../lab/devices.ts';
import { MARK, packages } from '../lab/packages.ts';

/** Packages as `npm run package` makes them from a checkout, and an Electron, in which a group may write. */

const ROOT = new URL('../..', import.meta.url).pathname;
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { readonly version: string };

/** What packages are built from. */
const SOURCES = ['build', 'electron', 'renderer', 'shared', 'package.json', 'package-lock.json', '.npmrc', '.tsconfig.base.json', 'LICENSE', 'CHANGELOG.md'];

let folder: string;
let made: string;
let runtime: number;
beforeAll(async () => {
  const { electron, tools, runtimes } = await packages();
  folder = mkdtempSync('/var/tmp/group-');
  const checkout = join(folder, 'checkout');
  for (const name of SOURCES) cpSync(join(ROOT, name), join(checkout, name), { recursive: true, preserveTimestamps: true });
  // Folder by folder: whoever replaces them there replaces links.
  mkdirSync(join(checkout, 'node_modules'));
  for (const name of readdirSync(join(ROOT, 'node_modules'))) symlinkSync(join(ROOT, 'node_modules', name), join(checkout, 'node_modules', name));
  utimesSync(join(checkout, 'package-lock.json'), 0, 0);
  const theirs = join(folder, 'electron');
  cpSync(electron, theirs, { recursive: true });
  // Fuses can be set in it like this, and it still runs.
  appendFileSync(join(theirs, 'electron'), `exit\n${MARK}\u0001\u0009${'1'.repeat(9)}`);
  sh('chmod', '-R', 'g+w', checkout, theirs);
  const env = { ...tools, HOME: folder, TARSTRAP_ELECTRON_DIST: theirs, PATH: process.env['PATH'] ?? '' };
  const args = ['-c', 'umask 002; mkdir -p .cache/packages; touch .cache/packages/tarstrap-0.0.1-amd64.deb; exec build/package.sh --x64'];
  const { exitCode, stdout, stderr } = await run({ tool: '/bin/sh', args, cwd: checkout, env });
  if (exitCode !== 0) throw new Error(`package.sh ended with ${exitCode}: ${stdout.toString()}${stderr}`);
  made = join(checkout, '.cache/packages');
  runtime = readFileSync(join(runtimes, 'runtime-x64')).length;
}, 240_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const nameOf = (end: string): string => join(made, readdirSync(made).find((name) => name.endsWith(end)) ?? end);
const lines = (text: string): string[] => text.split('\n').filter((line) => /^[-dl]/.test(line));

describe('from a checkout of mode 0775, under umask 002', () => {
  it.each([
    ['deb', () => sh('dpkg-deb', '--contents', nameOf('.deb'))],
    ['rpm', () => sh('rpm', '--query', '--package', '--queryformat', '[%{FILEMODES:perms} %{FILENAMES}\\n]', nameOf('.rpm'))],
    ['AppImage', () => sh('unsquashfs', '-lls', '-offset', String(runtime), nameOf('.AppImage'))],
    ['tar.gz', () => sh('tar', '--list', '--verbose', '--file', nameOf('.tar.gz'))],
  ])('nothing in the %s is for anybody but its owner to write', (_, list) => {
    const files = lines(list()).filter((line) => !line.startsWith('l'));
    expect(files.length).toBeGreaterThan(20);
    expect(files.filter((line) => line[5] === 'w' || line[8] === 'w')).toEqual([]);
  });
});

describe('.cache/packages', () => {
  it('ends with just the packages and their sums, whatever lay there before', () => {
    const names = ['amd64.deb', 'x64.tar.gz', 'x86_64.AppImage', 'x86_64.rpm'].map((end) => `tarstrap-${version}-${end}`);
    expect(readdirSync(made).toSorted()).toEqual(['SHA256SUMS', ...names]);
    expect(sh('sh', '-c', 'cd "$1" && sha256sum --check --strict SHA256SUMS', 'sh', made).match(/: OK/g)).toHaveLength(4);
  });
});
