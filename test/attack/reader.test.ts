import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { inspectArchive } from '../../electron/archive/inspect.ts';
import { leftovers, makeLoop, throttle } from '../lab/devices.ts';
import { flashRequest, lineOf } from '../lab/request.ts';
import { makeRootfs } from '../lab/rootfs.ts';

/** Somebody keeps the engine's standard input open, and nobody hears what it says: a root process that nobody watches. */

const ENGINE = new URL('../../out/engine.js', import.meta.url).pathname;
const MOST_MS = 2000;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync('/var/tmp/reader-');
});
afterEach(() => expect(leftovers()).toEqual([]));
afterAll(() => rmSync(folder, { recursive: true }));

type Engine = ChildProcessByStdio<Writable, Readable, null>;

function startEngine(target: string): Engine {
  const engine = spawn('unshare', ['--mount', '--propagation', 'slave', '--', process.execPath, ENGINE, target], { stdio: ['pipe', 'pipe', 'inherit'] });
  engine.stdin.on('error', () => {});
  return engine;
}

async function said(engine: Engine, word: string): Promise<void> {
  for await (const piece of engine.stdout.iterator({ destroyOnReturn: false })) if (String(piece).includes(word)) return;
}

/** @returns milliseconds until it has ended */
async function goAway(engine: Engine): Promise<number> {
  const since = performance.now();
  engine.stdout.destroy();
  await once(engine, 'exit');
  return performance.now() - since;
}

it('an engine that waits for its request ends within two seconds', async () => {
  const engine = startEngine(join(folder, 'card.img'));
  await said(engine, 'ready');
  expect(await goAway(engine)).toBeLessThan(MOST_MS);
});

it('an engine in the middle of its work puts everything away, and ends within two seconds', async () => {
  const archive = await inspectArchive(makeRootfs(folder, { files: 200, bytes: 60_000_000 }));
  const loop = makeLoop(folder, 256 * 1024 ** 2);
  throttle(loop.number, 20_000_000);
  const engine = startEngine(loop.device);
  engine.stdin.write(lineOf(await flashRequest(archive, loop.device, { mode: 'direct' })));
  await said(engine, '"phase":"extract"');
  expect(await goAway(engine)).toBeLessThan(MOST_MS);
  loop.detach();
});

it('a reader that stays, makes the line block and reads nothing does not keep the engine from ending', async () => {
  // Whoever holds the other end of a line shares its flags: fcntl(2) with F_SETFL, by Python.
  const block = `
import fcntl, os, subprocess, sys, time
read, write = os.pipe()
engine = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, stdout=write)
time.sleep(1)
flags = fcntl.fcntl(write, fcntl.F_GETFL)
fcntl.fcntl(write, fcntl.F_SETFL, flags | os.O_NONBLOCK)
try:
    while True: os.write(write, b'x' * 4096)
except BlockingIOError:
    pass
fcntl.fcntl(write, fcntl.F_SETFL, flags & ~os.O_NONBLOCK)
time.sleep(2)
engine.stdin.close()
engine.wait(8)
print('ended', flush=True)
`;
  const words = ['unshare', '--mount', '--propagation', 'slave', '--', process.execPath, ENGINE, join(folder, 'card.img')];
  const caller = spawn('/usr/bin/python3', ['-c', block, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  caller.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  await once(caller, 'close');
  expect(said).toBe('ended\n');
});
