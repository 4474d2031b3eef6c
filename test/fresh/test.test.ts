import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../../electron/run/run.ts';

/** What `npm test` tests the window on: the real script, before programs that say how they were called. */

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fresh-test-'));
  for (const name of ['build', 'bin', 'node_modules/vitest']) mkdirSync(join(folder, name), { recursive: true });
  cpSync(new URL('../../build/test.sh', import.meta.url), join(folder, 'build/test.sh'));
  for (const name of ['build/setup.sh', 'build/electron.sh']) program(name, `echo "${name} $*"`);
  program('bin/xvfb-run', 'echo "under Xvfb"; shift; exec "$@"');
  writeFileSync(join(folder, 'node_modules/vitest/vitest.mjs'), 'console.log(`on ${process.env.TARSTRAP_ELECTRON || "Chromium"}`);\n');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function program(path: string, body: string): void {
  writeFileSync(join(folder, path), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
}

async function test(env: Readonly<Record<string, string>>) {
  const given = Object.entries({ PATH: `${join(folder, 'bin')}:${process.env['PATH']}`, ...env }).map(([name, value]) => `${name}=${value}`);
  const { exitCode, stdout, stderr } = await run({ tool: '/usr/bin/env', args: ['-i', ...given, join(folder, 'build/test.sh')] });
  expect(exitCode).toBe(0);
  return { said: stdout.toString().trim().split('\n'), stderr };
}

describe('npm test', () => {
  it('takes Chromium where nothing was asked for, and says how Electron is', async () => {
    const { said, stderr } = await test({ DISPLAY: ':9' });
    expect(said).toEqual(['build/setup.sh test', 'on Chromium']);
    expect(stderr).toMatch(/Debian's Chromium; TARSTRAP_ELECTRON=1 takes Electron/);
  });

  it('brings Electron where it was asked for, and takes the display that is there', async () => {
    const { said, stderr } = await test({ TARSTRAP_ELECTRON: '1', DISPLAY: ':9' });
    expect(said).toEqual(['build/setup.sh test', 'build/electron.sh ', `on ${folder}/node_modules/electron/dist/electron`]);
    expect(stderr).toContain('on the display that is there');
  });

  it('brings a display where there is none', async () => {
    const { said, stderr } = await test({ TARSTRAP_ELECTRON: '/opt/electron' });
    expect(said).toEqual(['build/setup.sh test', 'build/setup.sh screen', 'under Xvfb', 'on /opt/electron']);
    expect(stderr).toContain('windows run in /opt/electron, on xvfb-run');
  });
});
