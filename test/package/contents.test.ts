import { readFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../electron/run/run.ts';
import { BUILT } from '../lab/cli.ts';
import { sh } from '../lab/devices.ts';
import { type Packages, packages } from '../lab/packages.ts';
import { filesBelow } from '../lab/standIn.ts';

/** What is in the packages: these files and no others. What stands for Electron is left out, but for names that are treated in some way. */

const ROOT = new URL('../..', import.meta.url).pathname;

const ELECTRON = ['LICENSE.electron.txt', 'LICENSES.chromium.html', 'chrome-sandbox', 'locales/en-US.pak', 'resources.pak', 'tarstrap', 'version'];
const APP = [
  'AppRun',
  'LICENSE.txt',
  'LICENSES.programs.md',
  'LICENSES.window.md',
  ...['app.asar', 'apparmor-profile', ...BUILT, 'package.json'].map((name) => `resources/${name}`),
  ...ELECTRON,
];
const ARCHIVE = [
  'package.json',
  'build/icons/128x128.png',
  'out/main.js',
  'out/preload.cjs',
  ...['icon.svg', 'index.css', 'index.html', 'window.js'].map((name) => `out/renderer/${name}`),
];
const ICONS = [16, 24, 32, 48, 64, 128, 256, 512].map((size) => `usr/share/icons/hicolor/${size}x${size}/apps/tarstrap.png`);
const DOCUMENTS = [
  'usr/share/man/man1/tarstrap.1.gz',
  'usr/share/doc/tarstrap/changelog.gz',
  'usr/share/doc/tarstrap/copyright',
  'usr/share/metainfo/io.github.tarstrap.metainfo.xml',
  'usr/share/icons/hicolor/scalable/apps/tarstrap.svg',
  'usr/share/bash-completion/completions/tarstrap',
  'usr/share/fish/vendor_completions.d/tarstrap.fish',
];
const DEB_ZSH = 'usr/share/zsh/vendor-completions/_tarstrap';
const RPM_ZSH = 'usr/share/zsh/site-functions/_tarstrap';
const INSTALLED = [
  ...APP.map((path) => `opt/Tarstrap/${path}`),
  'usr/bin/tarstrap',
  'usr/lib/tarstrap/engine',
  'usr/share/polkit-1/actions/io.github.tarstrap.policy',
  'usr/share/applications/io.github.tarstrap.desktop',
  'usr/share/applications/zz.io.github.tarstrap.open.desktop',
  ...DOCUMENTS,
  ...ICONS,
];

let made: Packages;
let folder: string;
beforeAll(async () => {
  made = await packages();
  folder = mkdtempSync(join(tmpdir(), 'contents-'));
  mkdirSync(join(folder, 'deb'));
  sh('dpkg-deb', '--extract', made.deb, join(folder, 'deb'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function listed(listing: string): string[] {
  return listing
    .split('\n')
    .filter((line) => line !== '' && !line.includes('STAND-IN'))
    .toSorted();
}

const sorted = (...paths: string[]): string[] => paths.toSorted();
const inDeb = (path: string): string => join(folder, 'deb', path);

describe('the packages contain exactly', () => {
  it('deb', () => {
    const OF_FPM = 'usr/share/doc/tarstrap/changelog.Debian.gz';
    expect(listed(filesBelow(join(folder, 'deb')).join('\n'))).toEqual(sorted(...INSTALLED, DEB_ZSH, OF_FPM, 'usr/share/lintian/overrides/tarstrap'));
  });

  it('rpm (made by rpmbuild: fpm itself cannot be had here)', () => {
    const files = sh('rpm', '--query', '--package', '--queryformat', '[%{FILEMODES:perms} %{FILENAMES}\\n]', made.rpm)
      .split('\n')
      .filter((line) => !line.startsWith('d'))
      .map((line) => line.split(' /')[1] ?? '');
    expect(listed(files.join('\n'))).toEqual(sorted(...INSTALLED, RPM_ZSH));
    expect(sh('rpm', '--query', '--package', '--queryformat', '%{ARCH}', made.rpm)).toBe('x86_64');
  });

  it.each([
    ['appImage', 'runtime-x64'],
    ['appImageArm64', 'runtime-arm64'],
  ] as const)('%s', (which, runtime) => {
    const into = join(folder, which);
    const offset = readFileSync(join(made.runtimes, runtime)).length;
    sh('unsquashfs', '-quiet', '-no-progress', '-offset', String(offset), '-dest', into, made[which]);
    const OF_APPIMAGES = ['.DirIcon', 'tarstrap.png', 'io.github.tarstrap.desktop'];
    expect(listed(filesBelow(into).join('\n'))).toEqual(sorted(...APP, ...OF_APPIMAGES, ...DOCUMENTS, RPM_ZSH, ...ICONS));
    expect(readFileSync(join(into, 'AppRun'))).toEqual(readFileSync(join(ROOT, 'build/linux/AppRun')));
    expect(sh('desktop-file-validate', join(into, 'io.github.tarstrap.desktop'))).toBe('');
  });

  it('tar.gz', () => {
    const files = sh('tar', '--list', '--file', made.tarGz)
      .split('\n')
      .filter((line) => !line.endsWith('/'))
      .map((line) => line.slice(line.indexOf('/') + 1));
    expect(listed(files.join('\n'))).toEqual(sorted(...APP, ...DOCUMENTS, RPM_ZSH));
  });

  it('the archive in them: no sources, no packages of npm, nothing of development', () => {
    const into = join(folder, 'asar');
    sh(process.execPath, join(ROOT, 'test/fixtures/stand-in/unpack.cjs'), inDeb('opt/Tarstrap/resources/app.asar'), into);
    expect(filesBelow(into)).toEqual(sorted(...ARCHIVE));
    const description = JSON.parse(readFileSync(join(into, 'package.json'), 'utf8')) as object;
    expect(Object.keys(description)).not.toContain('devDependencies');
    expect(Object.keys(description)).not.toContain('dependencies');
    expect(description).toMatchObject({ name: 'tarstrap', desktopName: 'io.github.tarstrap.desktop', main: 'out/main.js' });
  });
});

describe('what belongs to root', () => {
  it('can be changed by nobody else, and nothing is set-uid', () => {
    const modes = sh('dpkg-deb', '--contents', made.deb).split('\n').filter(Boolean);
    for (const line of modes) expect(line).toMatch(/^[-d]rw[-x]r-[-x]r-[-x] root\/root /);
    expect(modes.find((line) => line.endsWith('./usr/lib/tarstrap/engine'))).toMatch(/^-rwxr-xr-x/);
  });
});

describe('the sandbox', () => {
  it('is switched off nowhere', () => {
    const ours = ['usr/bin/tarstrap', 'usr/lib/tarstrap/engine', 'usr/share/applications/io.github.tarstrap.desktop'];
    const app = ['AppRun', ...BUILT.map((name) => `resources/${name}`), 'resources/app.asar'].map((name) => `opt/Tarstrap/${name}`);
    for (const path of [...ours, ...app]) expect(readFileSync(inDeb(path), 'latin1')).not.toContain('no-sandbox');
  });
});

describe('what is built in', () => {
  const names = (file: string): string[] => [...readFileSync(file, 'utf8').matchAll(/^## (\S+) - /gm)].map((match) => match[1] ?? '').toSorted();

  it('is six packages of npm, each of which build/CONTRIBUTING.md justifies; none is installed beside', () => {
    const programs = names(inDeb('opt/Tarstrap/LICENSES.programs.md'));
    const window = names(inDeb('opt/Tarstrap/LICENSES.window.md'));
    expect(programs).toEqual(['drivelist', 'smol-toml', 'zod']);
    expect(window).toEqual(['react', 'react-dom', 'scheduler']);
    const contributing = readFileSync(join(ROOT, 'build/CONTRIBUTING.md'), 'utf8');
    for (const name of [...programs, ...window]) expect(contributing).toContain(`| \`${name}\``);
    expect(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))).not.toHaveProperty('dependencies');
  });

  it('is in the engine, and in the terminal, no more than in the main side', () => {
    for (const program of ['cli', 'engine'])
      expect(['drivelist', 'smol-toml', 'zod']).toEqual(expect.arrayContaining(names(join(ROOT, `out/licenses-${program}.md`))));
  });
});

describe('what others check', () => {
  it('desktop-file-validate', () => {
    const applications = inDeb('usr/share/applications');
    for (const name of filesBelow(applications)) expect(sh('desktop-file-validate', join(applications, name))).toBe('');
    const desktop = readFileSync(join(applications, 'io.github.tarstrap.desktop'), 'utf8');
    expect(desktop).toMatch(/^Exec=\/opt\/Tarstrap\/tarstrap %U$/m);
  });

  it('appstreamcli validate', async () => {
    const { exitCode, stdout } = await run({
      tool: 'appstreamcli',
      args: ['validate', '--no-net', inDeb('usr/share/metainfo/io.github.tarstrap.metainfo.xml')],
    });
    expect({ exitCode, words: stdout.toString() }).toMatchObject({ exitCode: 0 });
  });

  it('lintian: no error, and no warning but the two fields that fpm adds', async () => {
    const { stdout } = await run({ tool: 'lintian', args: ['--allow-root', '--no-tag-display-limit', made.deb] });
    expect(stdout.toString().trim().split('\n').toSorted()).toEqual(['W: tarstrap: unknown-field License', 'W: tarstrap: unknown-field Vendor']);
  });

  it('man: no warning', async () => {
    const { exitCode, stderr } = await run({
      tool: 'man',
      args: ['--warnings', '--local-file', inDeb('usr/share/man/man1/tarstrap.1.gz')],
      env: { MANWIDTH: '80', LC_ALL: 'C.UTF-8' },
    });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  });
});
