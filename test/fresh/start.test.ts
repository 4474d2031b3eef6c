import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../../electron/run/run.ts';
import { sh } from '../lab/devices.ts';

/**
 * `npm start` on a fresh machine with internet: the real scripts and npm's real installer of Electron, which fetches from a
 * server of ours an Electron that says how it was started.
 */

const ROOT = new URL('../..', import.meta.url).pathname;
const NOBODY = 65534;
const { version } = JSON.parse(readFileSync(join(ROOT, 'node_modules/electron/package.json'), 'utf8')) as { readonly version: string };
const ARCH = process.arch;

let folder: string;
let zip: Buffer;
let server: Server;
let asked: string[];
/** How much of the archive goes out before the line goes dead. */
let sends: number;
let stalled: () => void;

beforeEach(async () => {
  folder = mkdtempSync('/var/tmp/fresh-');
  makeCheckout();
  zip = makeElectron();
  asked = [];
  sends = Infinity;
  server = createServer(({ method = '', url = '' }, response) => {
    asked.push(`${method} ${url}`);
    if (url.endsWith('SHASUMS256.txt')) return void response.end(`${createHash('sha256').update(zip).digest('hex')} *electron-v${version}-linux-${ARCH}.zip\n`);
    if (!url.endsWith('.zip')) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-length': zip.length });
    if (method === 'HEAD' || sends >= zip.length) return void response.end(method === 'HEAD' ? undefined : zip);
    response.write(zip.subarray(0, sends), () => stalled());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

function program(path: string, body: string): void {
  writeFileSync(join(folder, path), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
}

/** What a clone has after `npm ci`; setting up the machine only says what it was asked for. */
function makeCheckout(): void {
  for (const name of ['build/chromium-host', 'node_modules/electron', 'bin', 'home']) mkdirSync(join(folder, name), { recursive: true });
  for (const name of ['start.sh', 'electron.sh']) cpSync(join(ROOT, 'build', name), join(folder, 'build', name));
  program('build/setup.sh', 'echo "setup $*"');
  program('build/chromium-host/electron', 'echo "in Chromium: $*"');
  for (const name of readdirSync(join(ROOT, 'node_modules')))
    if (name !== 'electron') symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
  for (const name of ['install.js', 'package.json', 'checksums.json'])
    cpSync(join(ROOT, 'node_modules/electron', name), join(folder, 'node_modules/electron', name));
  chmodSync(folder, 0o755);
  sh('chown', '-R', String(NOBODY), folder);
}

function makeElectron(): Buffer {
  const tree = join(folder, 'tree');
  mkdirSync(tree);
  writeFileSync(join(tree, 'version'), version);
  writeFileSync(join(tree, 'LICENSE'), Buffer.alloc(3_000_000, 'a licence '));
  program('tree/electron', 'echo "in Electron: $*"; env | grep ^ELECTRON_RUN || true');
  sh('sh', '-c', 'cd "$1" && zip -q -0 -r ../electron.zip .', 'sh', tree);
  return readFileSync(join(folder, 'electron.zip'));
}

function command(uid: number, env: Readonly<Record<string, string>> = {}): readonly [string, ...string[]] {
  const given = {
    HOME: join(folder, 'home'),
    PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
    ELECTRON_MIRROR: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    electron_use_remote_checksums: '1',
    ...env,
  };
  const user = uid === 0 ? [] : ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups'];
  const [first, ...rest] = [
    ...user,
    'env',
    '-i',
    ...Object.entries(given).map(([name, value]) => `${name}=${value}`),
    join(folder, 'build/start.sh'),
    'rootfs.tar',
  ];
  return [first, ...rest];
}

async function start(uid: number, env?: Readonly<Record<string, string>>) {
  const [tool, ...args] = command(uid, env);
  const { exitCode, stdout, stderr } = await run({ tool, args, cwd: folder });
  return { exitCode, stdout: stdout.toString(), stderr };
}

const opened = (): string => `in Electron: ${folder} rootfs.tar`;

describe('npm start on a fresh machine', () => {
  it('as a user: says what it fetches and how large that is, once', async () => {
    const { stdout, stderr, exitCode } = await start(NOBODY);
    expect(stderr).toContain(`fetching Electron ${version} for linux-${ARCH}, 3 MB`);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `setup use\n${opened()}\n` });
    const before = asked.length;
    expect(await start(NOBODY)).toMatchObject({ stdout: `setup use\n${opened()}\n`, stderr: '' });
    expect(asked).toHaveLength(before);
  });

  it('as root: takes Chromium at once, and fetches nothing', async () => {
    expect(await start(0)).toMatchObject({
      exitCode: 0,
      stdout: `setup use\nsetup window\nin Chromium: ${folder} rootfs.tar\n`,
      stderr: expect.stringContaining('no windows for root'),
    });
    expect(asked).toEqual([]);
  });

  it('a download that was interrupted is repaired by the next start', async () => {
    sends = 1_000_000;
    const inTheMiddle = new Promise<void>((resolve) => (stalled = resolve));
    const [tool, ...args] = command(NOBODY);
    const first = spawn(tool, args, { cwd: folder, detached: true, stdio: 'ignore' });
    const ended = new Promise((resolve) => first.once('close', resolve));
    await inTheMiddle;
    process.kill(-(first.pid ?? 0), 'SIGKILL');
    await ended;
    sends = Infinity;
    expect(await start(NOBODY)).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(opened()) });
  });

  it('one that was interrupted while it was unpacked, too: what looks like a program is half of one', async () => {
    mkdirSync(join(folder, 'node_modules/electron/dist'));
    program('node_modules/electron/dist/electron', 'kill -SEGV $$');
    writeFileSync(join(folder, 'node_modules/electron/dist/version'), version);
    sh('chown', '-R', String(NOBODY), join(folder, 'node_modules/electron'));
    expect(await start(NOBODY)).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(opened()) });
  });

  it('without a network the same app runs in Chromium, and that is said', async () => {
    const { stdout, stderr } = await start(NOBODY, { ELECTRON_MIRROR: 'http://127.0.0.1:9/' });
    expect(stdout).toContain('in Chromium');
    expect(stderr).toMatch(/cannot be fetched here.*\n.*runs in Debian's Chromium instead/);
  });

  it('where there can be no sandbox it says so, with the remedy, before Chromium dies of it', async () => {
    program('bin/unshare', 'exit 1');
    const { exitCode, stdout, stderr } = await start(NOBODY);
    expect({ exitCode, stdout }).toEqual({ exitCode: 69, stdout: 'setup use\n' });
    expect(stderr).toContain(`sudo chown root ${folder}/node_modules/electron/dist/chrome-sandbox && sudo chmod 4755`);
    writeFileSync(join(folder, 'node_modules/electron/dist/chrome-sandbox'), '');
    chmodSync(join(folder, 'node_modules/electron/dist/chrome-sandbox'), 0o4755);
    expect((await start(NOBODY)).stdout).toContain(opened());
  });

  it("the variables of an editor's terminal do not make the window a Node", async () => {
    expect((await start(NOBODY, { ELECTRON_RUN_AS_NODE: '1' })).stdout).toBe(`setup use\n${opened()}\n`);
  });
});

describe('npm ci on the Node that the README names', () => {
  it('warns of no engine, though tools of Electron name a newer one', async () => {
    for (const name of ['package.json', 'package-lock.json', '.npmrc']) cpSync(join(ROOT, name), join(folder, 'home', name));
    const { stderr, exitCode } = await run({
      tool: '/usr/bin/env',
      args: [`PATH=${process.env['PATH']}`, 'npm', 'ci', '--dry-run', '--offline'],
      cwd: join(folder, 'home'),
    });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  });

  it('has nothing else to warn of than those tools, which the tests above have just used', async () => {
    const named = /Node (\d+\.\d+) or later/.exec(readFileSync(join(ROOT, 'README.md'), 'utf8'))?.[1] ?? '';
    const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { readonly engines: { readonly node: string } };
    expect(engines.node).toBe(`>=${named}`);
    const args = [`PATH=${process.env['PATH']}`, 'npm', 'ci', '--dry-run', '--offline', '--loglevel=warn'];
    for (const name of ['package.json', 'package-lock.json', '.npmrc']) cpSync(join(ROOT, name), join(folder, 'home', name));
    const { stderr } = await run({ tool: '/usr/bin/env', args, cwd: join(folder, 'home') });
    const warned = [...stderr.matchAll(/package: '(.+)@[^@']+'/g)].map((row) => row[1] ?? '');
    const OF_ELECTRON = ['electron', '@electron/get', '@electron-internal/extract-zip', '@electron/rebuild', 'node-abi'];
    expect(warned.filter((name) => !OF_ELECTRON.includes(name))).toEqual([]);
  });
});
