import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { run } from '../../electron/run/run.ts';
import { leftovers } from '../lab/devices.ts';
import { packages } from '../lab/packages.ts';

/** What the forge does with the packages on each distribution, done here, on Debian 12. (The rpm wants Fedora; real Electron wants the forge.) */

const SCRIPT = new URL('../../build/try-packages.sh', import.meta.url).pathname;

afterEach(() => vi.waitFor(() => expect(leftovers()).toEqual([]), { timeout: 5000 }));

function tryPackages(...args: string[]) {
  return run({ tool: SCRIPT, args, env: { PATH: process.env['PATH'] ?? '' } });
}

describe('build/try-packages.sh', () => {
  it.each(['deb', 'AppImage', 'tar.gz'])('the %s is installed, flashes, verifies, and is taken away', async (kind) => {
    const { deb } = await packages();
    const { exitCode, stdout, stderr } = await tryPackages(dirname(deb), kind);
    expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout.toString()).toMatch(/^try-packages: .+: tarstrap \d\S+ has flashed and verified$/m);
    expect(readdirSync('/var/tmp').filter((name) => name.startsWith('try-packages-'))).toEqual([]);
  });

  it('says so where there is none for this machine', async () => {
    const empty = mkdtempSync('/var/tmp/no-packages-');
    const { exitCode, stderr } = await tryPackages(empty);
    rmSync(empty, { recursive: true });
    expect({ exitCode, stderr }).toEqual({ exitCode: 66, stderr: expect.stringContaining('there is no deb for') });
  });
});
