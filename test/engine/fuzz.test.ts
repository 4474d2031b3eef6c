import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { inspectArchive } from '../../electron/archive/inspect.ts';
import { describeTarget } from '../../electron/drives/target.ts';
import type { Layout } from '../../shared/layout.ts';
import { findLayout } from '../../shared/layouts.ts';
import { engineEvent, type FlashRequest, type JobRequest, type VerifyRequest } from '../../shared/protocol.ts';
import { type Conversation, conversations, EXPECTED, line, type Sound, soundOnes } from '../lab/conversations.ts';
import { leftovers, type Loop, makeLoop } from '../lab/devices.ts';
import { moveThings } from '../lab/moving.ts';
import { flashRequest } from '../lab/request.ts';
import { makeRootfs } from '../lab/rootfs.ts';

/** Nonsense on the standard input of an engine that is root: whatever it is told, nothing outside of the target is written. */

const ENGINE = new URL('../../out/engine.js', import.meta.url).pathname;
/** `npm run bench` asks for ten thousand. */
const RUNS = Number(process.env['TARSTRAP_FUZZ'] ?? 600);
/** And as many where things move; the gate is content with a third. */
const MOVED = Number(process.env['TARSTRAP_FUZZ'] ?? 200);
/** Another one makes other conversations. */
const SEED = Number(process.env['TARSTRAP_SEED'] ?? 11);

let folder: string;
let sentinel: Loop;
/** Sound ones: an image, a folder, and the verification of that folder. */
let requests: readonly JobRequest[];

beforeAll(async () => {
  folder = mkdtempSync('/var/tmp/engine-fuzz-');
  mkdirSync(join(folder, 'tree/sub'), { recursive: true });
  mkdirSync(join(folder, 'target'));
  writeFileSync(join(folder, 'tree/sub/file'), 'nobody may write here');
  sentinel = makeLoop(folder, 64 * 1024 ** 2);
  writeFileSync(sentinel.device, Buffer.alloc(1024 ** 2, 'nobody may write here'));
  mkdirSync(tree());
  const archive = await inspectArchive(makeRootfs(folder, { files: 5, bytes: 20_000 }));
  const flash = (path: string, layout: string): Promise<FlashRequest> => flashRequest(archive, path, { layout: findLayout(layout) as Layout });
  const { file, compression, ending, inside, streamBytes } = archive;
  const verify: VerifyRequest = {
    type: 'verify',
    loaders: [],
    archive: file,
    compression,
    ending,
    inside,
    streamBytes,
    extended: false,
    privileged: 0,
    aclNames: { users: [], groups: [] },
    aclStrangers: [],
    ignored: [],
    fstabBytes: null,
    target: await describeTarget(tree()),
  };
  requests = [await flash(image(), 'single'), await flash(tree(), 'none'), verify];
});
afterAll(() => {
  sentinel.detach();
  rmSync(folder, { recursive: true, force: true });
});

const image = (): string => join(folder, 'target/card.img');
const tree = (): string => join(folder, 'target/tree');

function sound(): Sound {
  return { requests, image: image(), tree: tree(), precious: [sentinel.device, join(folder, 'tree'), join(folder, 'tree/sub/file')] };
}

/** Everything that must stay as it is, in one sum. */
function sumOfSentinels(): string {
  const hash = createHash('sha256').update(
    execFileSync('sh', ['-c', `cd ${folder}/tree && find . -printf '%p %s %m %U %T@\\n' -type f -exec cat {} + | sort`]),
  );
  return hash.update(readFileSync(sentinel.device)).update(readFileSync('/etc/fstab')).digest('hex');
}

/** Feeds one engine. @returns its events and how it ended */
function feed({ input, granted, caller }: Conversation): Promise<{ readonly types: string[]; readonly code: number | null; readonly signal: string | null }> {
  const engine = spawn('unshare', ['--mount', '--propagation', 'slave', '--', process.execPath, ENGINE, granted], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { PATH: process.env['PATH'], ...(caller === undefined ? {} : { PKEXEC_UID: String(caller) }) },
  });
  let output = '';
  engine.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  engine.stdin.on('error', () => {});
  // A whole line gets its answer in peace; the end of the input would be a cancel.
  engine.stdin.write(input);
  if (input.at(-1) !== 10) engine.stdin.end();
  return new Promise((resolve) =>
    engine.once('close', (code, signal) => {
      const types = output
        .split('\n')
        .filter(Boolean)
        .map((line) => engineEvent.parse(JSON.parse(line)).type);
      resolve({ types, code, signal });
    }),
  );
}

it('a sound request is refused by an engine that was started for another target, and done by its own', async () => {
  const input = line(requests[0]);
  expect(await feed({ input, granted: sentinel.device })).toEqual({ types: ['ready', 'refused'], code: 1, signal: null });
  const { types, code } = await feed({ input, granted: image() });
  expect({ code, last: types.at(-1) }).toEqual({ code: 0, last: 'finished' });
  rmSync(image());
});

it('what is expected is tried before anything is asked, and nothing else comes of it', async () => {
  const engine = spawn('unshare', ['--mount', '--propagation', 'slave', '--', process.execPath, ENGINE, image()], { stdio: ['pipe', 'ignore', 'ignore'] });
  const ended = once(engine, 'close');
  engine.stdin.write(EXPECTED);
  await vi.waitFor(() => expect(existsSync(`/proc/${engine.pid}/root/run/tarstrap/trial`)).toBe(true), { timeout: 20_000 });
  engine.stdin.end();
  expect(await ended).toEqual([0, null]);
  expect(leftovers()).toEqual([]);
});

it('behind what was expected that is done, and nothing of another kind', async () => {
  const granted = image();
  expect(await feed({ input: EXPECTED.subarray(0, -1), granted })).toEqual({ types: ['ready'], code: 0, signal: null });
  expect(await feed({ input: line({ type: 'expect', job: 'capture' }), granted })).toEqual({ types: ['ready', 'refused'], code: 1, signal: null });
  const verifying = { input: Buffer.concat([EXPECTED, line(requests[2])]), granted: tree() };
  expect(await feed(verifying)).toEqual({ types: ['ready', 'refused'], code: 1, signal: null });
  const { types, code } = await feed({ input: Buffer.concat([EXPECTED, EXPECTED, line(requests[0])]), granted });
  expect({ code, last: types.at(-1) }).toEqual({ code: 0, last: 'finished' });
  rmSync(image());
  expect(leftovers()).toEqual([]);
});

async function converse(cases: Conversation[]): Promise<void> {
  const counts: Record<string, number> = {};
  const work = async (): Promise<void> => {
    for (let next = cases.pop(); next; next = cases.pop()) {
      const { types, code, signal } = await feed(next);
      const shown = next.input.toString('utf8').slice(0, 3000);
      expect({ shown, signal, first: types[0] }).toEqual({ shown, signal: null, first: 'ready' });
      expect([0, 1]).toContain(code);
      const last = types.at(-1) ?? '';
      counts[last] = (counts[last] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  process.stdout.write(`  conversations by their last word: ${JSON.stringify(counts)}\n`);
}

it(
  `${RUNS} conversations full of nonsense: no crash, no write outside of the target, nothing left`,
  async () => {
    const before = sumOfSentinels();
    await converse(fc.sample(conversations(sound()), { numRuns: RUNS, seed: SEED }));
    expect(sumOfSentinels()).toBe(before);
    expect(leftovers()).toEqual([]);
  },
  RUNS * 1000,
);

it(
  `${MOVED} conversations while pipes, links and mounts move in the place of the target: the same`,
  async () => {
    const before = sumOfSentinels();
    const settle = moveThings({ names: [image(), tree()], folder: join(folder, 'tree'), file: join(folder, 'tree/sub/file'), device: sentinel.device });
    try {
      const any = fc.oneof({ weight: 1, arbitrary: conversations(sound()) }, { weight: 2, arbitrary: soundOnes(sound()) });
      await converse(fc.sample(any, { numRuns: MOVED, seed: SEED + 2 }));
    } finally {
      await settle();
      mkdirSync(tree());
    }
    expect(sumOfSentinels()).toBe(before);
    expect(leftovers()).toEqual([]);
  },
  MOVED * 1000,
);
