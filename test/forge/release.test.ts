import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../../electron/run/run.ts';
import { sh } from '../lab/devices.ts';

/** The script that makes a release, before a `gh` that says what it was told. */

const ROOT = new URL('../..', import.meta.url).pathname;
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { readonly version: string };
const ENDS = ['x86_64.AppImage', 'arm64.AppImage', 'amd64.deb', 'arm64.deb', 'x86_64.rpm', 'aarch64.rpm', 'x64.tar.gz', 'arm64.tar.gz'];

let folder: string;
let packages: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'release-'));
  packages = join(folder, '.cache/packages');
  for (const path of [packages, join(folder, 'build'), join(folder, 'bin')]) mkdirSync(path, { recursive: true });
  for (const name of ['build/release.sh', 'package.json', 'CHANGELOG.md']) cpSync(join(ROOT, name), join(folder, name));
  for (const end of ENDS) writeFileSync(join(packages, `tarstrap-${version}-${end}`), end);
  sh('sh', '-c', 'cd "$1" && sha256sum tarstrap-* > SHA256SUMS', 'sh', packages);
  writeFileSync(join(folder, 'bin/gh'), '#!/bin/sh\necho "gh $*"; cat\n', { mode: 0o755 });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function release(tag: string, env: Readonly<Record<string, string>> = {}) {
  const { exitCode, stdout, stderr } = await run({ tool: join(folder, 'build/release.sh'), args: [tag], env: { PATH: `${folder}/bin:/usr/bin:/bin`, ...env } });
  return { exitCode, stdout: stdout.toString(), stderr };
}

describe('a release', () => {
  it('has every package, the sums, and what the changelog says', async () => {
    const { exitCode, stdout } = await release(version);
    expect(exitCode).toBe(0);
    for (const end of ENDS) expect(stdout).toContain(` tarstrap-${version}-${end}`);
    expect(stdout).toMatch(/^gh release create \S+ --verify-tag .*SHA256SUMS/);
    expect(stdout).toContain('The first version.');
  });

  it('can be tried without making one', async () => {
    const { stdout, exitCode } = await release(version, { TARSTRAP_DRY_RUN: '1' });
    expect(exitCode).toBe(0);
    expect(stdout).not.toContain('gh ');
  });

  it.each<[string, () => string, RegExp]>([
    ['of another version', () => '9.9.9', /package\.json says/],
    ['that lacks a package', () => (rmSync(join(packages, `tarstrap-${version}-aarch64.rpm`)), version), /aarch64\.rpm is not in/],
    ['with a package that was changed', () => (writeFileSync(join(packages, `tarstrap-${version}-amd64.deb`), 'other'), version), /sums do not fit/],
    ['with a package that has no sum', () => (writeFileSync(join(packages, 'SHA256SUMS'), ''), version), /does not name/],
    ['of which the changelog says nothing', () => (writeFileSync(join(folder, 'CHANGELOG.md'), '# Changelog\n'), version), /CHANGELOG/],
  ])('%s is none', async (_, spoil, words) => {
    const { exitCode, stdout, stderr } = await release(spoil());
    expect({ exitCode, stdout }).toEqual({ exitCode: 65, stdout: '' });
    expect(stderr).toMatch(words);
  });
});
