import { describe, expect, it } from 'vitest';
import { run } from '../../electron/run/run.ts';
import { packages } from '../lab/packages.ts';

/** `npm run package` on a machine without a network: a network namespace that has nothing in it. */

const ROOT = new URL('../..', import.meta.url).pathname;

function makePackages(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return run({ tool: 'unshare', args: ['--net', `${ROOT}build/package.sh`, ...words], cwd: ROOT, env });
}

describe('npm run package without a network', () => {
  it('names what it cannot fetch and the variable for each, and makes nothing', async () => {
    const { exitCode, stderr } = await makePackages([]);
    expect(exitCode).toBe(69);
    const named = [
      'TARSTRAP_ELECTRON_DIST',
      'APPIMAGE_TOOLS_PATH',
      'deb, fpm: set CUSTOM_FPM_PATH',
      'rpm, fpm: set CUSTOM_FPM_PATH',
      'ELECTRON_BUILDER_7ZIP_PATH',
    ];
    for (const words of named) expect(stderr).toContain(words);
  });

  it('asks only for what the wanted package needs', async () => {
    const { exitCode, stderr } = await makePackages(['deb', '--x64'], { CUSTOM_FPM_PATH: '/usr/bin/true' });
    expect(exitCode).toBe(69);
    expect(stderr).toContain('TARSTRAP_ELECTRON_DIST');
    expect(stderr).not.toMatch(/APPIMAGE|fpm|7ZIP|rpm/);
  });

  it('takes local tools, and does not take the stand-in of the tests for Electron: that has no fuses', async () => {
    const { electron } = await packages();
    const env = { TARSTRAP_ELECTRON_DIST: electron, ELECTRON_BUILDER_7ZIP_PATH: '/usr/bin/7za' };
    const { exitCode, stdout } = await makePackages(['tar.gz', '--x64'], env);
    expect(exitCode).toBe(1);
    expect(stdout.toString()).toContain('Could not find sentinel in the provided Electron binary');
  });

  it('knows of no other packages', async () => {
    expect(await makePackages(['snap'])).toMatchObject({ exitCode: 64, stderr: expect.stringContaining('there are AppImage, deb, rpm, tar.gz') });
  });
});
