import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inspectArchive } from '../../electron/archive/inspect.ts';
import { describeTarget } from '../../electron/drives/target.ts';
import { findLayout, type Layout } from '../../shared/layout.ts';
import { makePlan } from '../../shared/plan/make.ts';
import { engineEvent, type FlashRequest, type JobRequest, PROTOCOL_VERSION, type VerifyRequest } from '../../shared/protocol.ts';
import { leftovers, type Loop, makeLoop } from '../lab/devices.ts';
import { flashRequest } from '../lab/request.ts';
import { makeRootfs } from '../lab/rootfs.ts';

/** Nonsense on the standard input of an engine that is root: whatever it is told, nothing outside of the target is written. */

const ENGINE = new URL('../../out/engine.js', import.meta.url).pathname;
/** `npm run bench` asks for ten thousand. */
const RUNS = Number(process.env['TARSTRAP_FUZZ'] ?? 600);
/** And as many where things move; the gate is content with a third. */
const MOVED = Number(process.env['TARSTRAP_FUZZ'] ?? 200);

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

/** Everything that must stay as it is, in one sum. */
function sumOfSentinels(): string {
  const hash = createHash('sha256').update(
    execFileSync('sh', ['-c', `cd ${folder}/tree && find . -printf '%p %s %m %U %T@\\n' -type f -exec cat {} + | sort`]),
  );
  return hash.update(readFileSync(sentinel.device)).update(readFileSync('/etc/fstab')).digest('hex');
}

/**
 * Somebody who may write beside the target keeps putting other things in its place, and mounts and unmounts in it, while root works.
 * @returns what ends it, with everything as it was
 */
function moveThings(): () => Promise<void> {
  const ended = new AbortController();
  const random = fc.sample(fc.integer({ min: 0, max: 6 }), { numRuns: 4096, seed: 17 });
  const mounts: string[] = [];
  const clear = (path: string): void => {
    for (let at = mounts.pop(); at; at = mounts.pop()) unmountPatiently(at);
    rmSync(path, { recursive: true, force: true });
  };
  const acts: readonly ((path: string) => void)[] = [
    (path) => execFileSync('mkfifo', [path]),
    (path) => symlinkSync(join(folder, 'tree'), path),
    (path) => symlinkSync(join(folder, 'tree/sub/file'), path),
    (path) => symlinkSync(sentinel.device, path),
    (path) => writeFileSync(path, 'a file'),
    (path) => mkdirSync(path),
    (path) => {
      mkdirSync(join(path, 'inner'), { recursive: true });
      execFileSync('mount', ['--bind', join(folder, 'tree'), join(path, 'inner')]);
      mounts.push(join(path, 'inner'));
    },
  ];
  const moving = (async (): Promise<void> => {
    for (let i = 0; !ended.signal.aborted; i += 1) {
      const path = i % 2 === 0 ? image() : tree();
      clear(path);
      (acts[random[i % random.length] ?? 0] as (path: string) => void)(path);
      await delay(20);
    }
  })();
  return async () => {
    ended.abort();
    await moving;
    clear(image());
    clear(tree());
    mkdirSync(tree());
  };
}

/** An engine that has just looked has its own copy of the mount; this one is not busy for long. */
function unmountPatiently(at: string): void {
  for (let tries = 0; tries < 100; tries += 1) {
    try {
      return void execFileSync('umount', [at], { stdio: 'ignore' });
    } catch {
      execFileSync('sleep', ['0.05']);
    }
  }
  throw new Error(`${at} stays busy`);
}

interface Conversation {
  readonly input: Buffer;
  /** What root was given for. */
  readonly granted: string;
  /** Root itself calls, or an ordinary user by pkexec. */
  readonly caller?: number;
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

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Puts another value at one of the places of a value, chosen by number. */
function mutate(value: Json, at: number, other: Json): Json {
  let left = at;
  const visit = (node: Json): Json => {
    if (left-- === 0) return other;
    if (Array.isArray(node)) return node.map(visit);
    if (node !== null && typeof node === 'object') return Object.fromEntries(Object.entries(node).map(([key, member]) => [key, visit(member)]));
    return node;
  };
  return visit(value);
}

function line(body: unknown): Buffer {
  return Buffer.from(`${JSON.stringify({ version: PROTOCOL_VERSION, body })}\n`);
}

/** With a plan that fits, where one can be made of it at all: else nearly everything ends at a plan that is not what was shown. */
function replanned(body: Json): unknown {
  try {
    const { inputs } = body as unknown as FlashRequest;
    return { ...(body as object), shown: makePlan(inputs) };
  } catch {
    return body;
  }
}

function pathIn(body: unknown): string {
  const request = body as { readonly inputs?: { readonly target?: { readonly path?: unknown } }; readonly target?: { readonly path?: unknown } } | null;
  const path = request?.inputs?.target?.path ?? request?.target?.path;
  return typeof path === 'string' && path !== '' && !path.includes('\0') ? path : '/';
}

function conversations(): fc.Arbitrary<Conversation> {
  const hostile = fc.constantFrom<Json>(
    sentinel.device,
    join(folder, 'tree'),
    join(folder, 'tree/sub/file'),
    '/etc',
    '/',
    '../..',
    '-rf',
    '$(touch /tmp/x)',
    '\u0000',
    -1,
    1e300,
    {},
    [],
  );
  const sound = fc.constantFrom(...requests).map((body) => JSON.parse(JSON.stringify(body)) as Json);
  const other = fc.oneof(hostile, fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>);
  const mutated = fc
    .tuple(sound, fc.double({ min: 0, max: 1, noNaN: true }), other, fc.boolean())
    .map(([body, at, value, again]) => {
      const places = JSON.stringify(body).split(/[,:[{]/).length;
      const wrong = mutate(body, Math.floor(at * places), value);
      return again ? replanned(wrong) : wrong;
    })
    .map((body) => ({ input: line(body), granted: pathIn(body) }));
  const swapped = fc.tuple(sound, fc.constantFrom(sentinel.device, join(folder, 'tree'), '/etc')).map(([body, path]) => {
    const text = JSON.stringify(body).replaceAll(image(), path).replaceAll(tree(), path);
    return { input: line(JSON.parse(text)), granted: path };
  });
  const cut = fc.tuple(sound, fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })).map(([body, part]) => {
    const whole = line(body);
    return { input: whole.subarray(0, Math.floor(part * (whole.length - 1))), granted: image() };
  });
  const noise = fc
    .oneof(
      fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes)),
      fc.json().map((text) => Buffer.from(`${text}\n`)),
      fc.constant(Buffer.alloc(200_000, 'x')),
      fc.constant(Buffer.from('\n\n\n')),
    )
    .map((input) => ({ input, granted: image() }));
  const any = fc.oneof<fc.WeightedArbitrary<Conversation>[]>(
    { weight: 6, arbitrary: mutated },
    { weight: 1, arbitrary: swapped },
    { weight: 2, arbitrary: cut },
    { weight: 2, arbitrary: noise },
  );
  return fc.tuple(any, fc.boolean()).map(([conversation, byUser]) => (byUser ? { ...conversation, caller: 65_534 } : conversation));
}

/** What any user may ask for: nothing is wrong with it but what lies there by then. */
function soundOnes(): fc.Arbitrary<Conversation> {
  return fc
    .tuple(fc.constantFrom(...requests), fc.boolean())
    .map(([body, byUser]) => ({ input: line(body), granted: pathIn(body), ...(byUser ? { caller: 65_534 } : {}) }));
}

it('a sound request is refused by an engine that was started for another target, and done by its own', async () => {
  const input = line(requests[0]);
  expect(await feed({ input, granted: sentinel.device })).toEqual({ types: ['ready', 'refused'], code: 1, signal: null });
  const { types, code } = await feed({ input, granted: image() });
  expect({ code, last: types.at(-1) }).toEqual({ code: 0, last: 'finished' });
  rmSync(image());
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
    await converse(fc.sample(conversations(), { numRuns: RUNS, seed: 11 }));
    expect(sumOfSentinels()).toBe(before);
    expect(leftovers()).toEqual([]);
  },
  RUNS * 1000,
);

it(
  `${MOVED} conversations while pipes, links and mounts move in the place of the target: the same`,
  async () => {
    const before = sumOfSentinels();
    const settle = moveThings();
    try {
      await converse(fc.sample(fc.oneof({ weight: 1, arbitrary: conversations() }, { weight: 2, arbitrary: soundOnes() }), { numRuns: MOVED, seed: 13 }));
    } finally {
      await settle();
    }
    expect(sumOfSentinels()).toBe(before);
    expect(leftovers()).toEqual([]);
  },
  MOVED * 1000,
);
