import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { byHandOf, hasLauncher, originOf } from '../../../electron/elevate/origin.ts';

const OWN = { interpreter: ['node'], engine: '/e.js' };

describe('originOf', () => {
  it.each([
    [{ isPackaged: false, appImage: undefined, hasLauncher: false }, 'sources'],
    [{ isPackaged: false, appImage: '/other/App.AppImage', hasLauncher: true }, 'sources'],
    [{ isPackaged: true, appImage: '/home/me/T.AppImage', hasLauncher: true }, 'appimage'],
    [{ isPackaged: true, appImage: undefined, hasLauncher: true }, 'installed'],
    [{ isPackaged: true, appImage: undefined, hasLauncher: false }, 'sources'],
  ])('%j: %s', (installation, kind) => expect(originOf({ ...OWN, ...installation }).kind).toBe(kind));
});

describe('hasLauncher', () => {
  it('takes only what nobody but root can change', () => {
    const folder = mkdtempSync(join(tmpdir(), 'launcher-'));
    const path = join(folder, 'engine');
    expect(hasLauncher(path)).toBe(false);
    writeFileSync(path, '', { mode: 0o755 });
    expect(hasLauncher(path)).toBe(true);
    chmodSync(path, 0o775);
    expect(hasLauncher(path)).toBe(false);
    chmodSync(path, 0o755);
    chownSync(path, 65534, 65534);
    expect(hasLauncher(path)).toBe(false);
    expect(hasLauncher(folder)).toBe(false);
    rmSync(folder, { recursive: true });
  });
});

describe('byHandOf', () => {
  it.each([
    [{ kind: 'appimage', file: '/home/me/a b.AppImage' }, "sudo '/home/me/a b.AppImage'"],
    [{ kind: 'installed', launcher: '/usr/lib/tarstrap/engine' }, 'sudo tarstrap'],
    [{ kind: 'sources', interpreter: ['node'], engine: '/e.js' }, 'sudo /opt/t/AppRun'],
  ] as const)('%j: %s', (origin, expected) => expect(byHandOf(origin, ['/opt/t/AppRun'])).toBe(expected));
});
