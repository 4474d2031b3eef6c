import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../electron/run/run.ts';
import { makeAsar } from '../lab/asar.ts';
import { startCli } from '../lab/cli.ts';
import { leftovers, makeLoop, sh } from '../lab/devices.ts';
import { packages } from '../lab/packages.ts';
import { makeTorture } from '../lab/torture.ts';

/** A root filesystem with apps of Electron's in it, laid by a package: by a program that takes `*.asar` for folders (a stand-in that does what Electron does). */

const MiB = 1024 ** 2;

let folder: string;
let app: string;
let archive: string;
beforeAll(async () => {
  const { tarGz } = await packages();
  folder = mkdtempSync('/var/tmp/asar-');
  app = join(folder, 'app');
  sh('mkdir', app);
  sh('tar', '--extract', '--strip-components=1', '--directory', app, '--file', tarGz);
  archive = makeTorture(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a root filesystem with a good and a bogus app.asar', () => {
  it.each([
    ['direct', 'full'],
    ['staged', 'full'],
    ['direct', 'quick'],
  ])('%s: is laid, passes the %s verification, and is unmounted', async (mode, how) => {
    const loop = makeLoop(folder, 512 * MiB);
    const words = ['flash', archive, loop.device, '--yes', '--json', '--mode', mode, '--verify', how];
    const { events, code } = await startCli(words, [join(app, 'AppRun')], []).done;
    expect(events.at(-1)).toMatchObject({ type: 'finished' });
    expect(code).toBe(0);
    expect((await startCli(['verify', archive, loop.device], [join(app, 'AppRun')], []).done).code).toBe(0);
    expect(leftovers()).toEqual([]);
    loop.detach();
  });

  it('the terminal takes a good one for the file that it is, also where only ELECTRON_RUN_AS_NODE is set', async () => {
    const path = join(folder, 'app.asar');
    writeFileSync(path, makeAsar('main.js', 'x'.repeat(4096)));
    const args = ['ELECTRON_RUN_AS_NODE=1', join(app, 'tarstrap'), join(app, 'resources/cli.js'), 'inspect', path];
    const { stderr, exitCode } = await run({ tool: '/usr/bin/env', args });
    expect(stderr).toContain('is neither a tarball nor a disk image');
    expect(exitCode).toBe(65);
  });
});
