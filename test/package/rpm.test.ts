import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sh } from '../lab/devices.ts';
import { packages } from '../lab/packages.ts';

/** The rpm, made by rpmbuild in fpm's place and installed into a root of its own: this is no machine of Fedora's. */

let root: string;
beforeAll(async () => {
  const { rpm } = await packages();
  root = mkdtempSync(join(tmpdir(), 'rpm-root-'));
  // What it depends on is not there, nor a shell for its scripts (`scripts.test.ts` runs those).
  sh('rpm', '--root', root, '--install', '--nodeps', '--noscripts', rpm);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('the rpm, installed', () => {
  it('is complete, and its launcher can be changed by root alone', () => {
    expect(sh('rpm', '--root', root, '--verify', '--nodeps', 'tarstrap')).toBe('');
    for (const path of ['usr/lib/tarstrap/engine', 'usr/bin/tarstrap', 'opt/Tarstrap/AppRun']) expect(statSync(join(root, path)).mode & 0o7777).toBe(0o755);
    expect(statSync(join(root, 'usr/lib/tarstrap/engine'))).toMatchObject({ uid: 0, gid: 0 });
  });

  it('names what it needs', () => {
    const needs = sh('rpm', '--root', root, '--query', '--requires', 'tarstrap').split('\n');
    expect(needs).toEqual(expect.arrayContaining(['gtk3', 'nss', 'polkit', 'util-linux', 'e2fsprogs', 'tar']));
  });

  it('erased, leaves nothing', () => {
    expect(existsSync(join(root, 'opt/Tarstrap'))).toBe(true);
    sh('rpm', '--root', root, '--erase', '--nodeps', '--noscripts', 'tarstrap');
    expect(sh('find', root, '-iname', '*tarstrap*')).toBe('');
  });
});
