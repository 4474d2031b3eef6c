import { createWriteStream, createReadStream, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Pace } from '../../../electron/engine/session/pace.ts';
import { runSession, type SessionRequest } from '../../../electron/engine/session/session.ts';
import { DD, TAR } from '../../../electron/engine/session/tools.ts';
import { type KernelPipe, openPipe } from '../../../electron/run/pipe.ts';
import { collect, runStep } from '../../../electron/run/run.ts';
import { type Folder, makeFolder } from '../folder.ts';
import { childrenNamed } from './odd.ts';

/** The real programs. Their input or output stands still until a report has come, so nothing depends on speed. */
const QUICK: Partial<Pace> = { settle: 0, interval: 5 };

let folder: Folder;
let pipe: KernelPipe;
let archive: Buffer;
beforeEach(async () => {
  folder = makeFolder();
  pipe = await openPipe(folder.path);
  mkdirSync(`${folder.path}/tree`);
  mkdirSync(`${folder.path}/into`);
  for (let i = 0; i < 20; i += 1) writeFileSync(`${folder.path}/tree/file${i}`, randomBytes(150_000 + i));
  await runStep('Packing', { tool: 'tar', args: ['-c', '-f', `${folder.path}/archive.tar`, '-C', `${folder.path}/tree`, '.'] });
  archive = readFileSync(`${folder.path}/archive.tar`);
});
afterEach(() => {
  expect([...childrenNamed('tar'), ...childrenNamed('dd')]).toEqual([]);
  folder[Symbol.dispose]();
});

/** An event as a promise. */
function makeGate() {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

async function* halves(bytes: Buffer, between: Promise<void>): AsyncGenerator<Buffer> {
  yield bytes.subarray(0, bytes.length / 2);
  await between;
  yield bytes.subarray(bytes.length / 2);
}

/** Runs a program that reads `bytes` from a pipe: one half, and the other only when a report has come. */
async function fed(bytes: Buffer, request: Pick<SessionRequest, 'tool' | 'command' | 'onOutput'>) {
  const gate = makeGate();
  const positions: number[] = [];
  const lines: string[] = [];
  const session = runSession({
    ...request,
    command: { ...request.command, stdin: pipe.readEnd },
    pace: QUICK,
    onReport: (position) => {
      positions.push(position);
      gate.open();
    },
    onLine: (line) => lines.push(line),
  });
  void session.then(gate.open, gate.open);
  const writing = pipeline(Readable.from(halves(bytes, gate.opened)), createWriteStream('', { fd: pipe.writeEnd }));
  try {
    const [result] = await Promise.all([session, writing]);
    return { result, positions, lines };
  } finally {
    createReadStream('', { fd: pipe.readEnd }).destroy();
  }
}

const extract = ['-x', '--totals=SIGUSR1', '--totals', '-f', '-'];
const compare = ['-d', '--totals=SIGUSR1', '--totals', '-f', '-'];

describe('real programs that read', () => {
  it('tar -x reports on its way and lands at the end of the stream', async () => {
    const { result, positions, lines } = await fed(archive, { tool: TAR, command: { tool: 'tar', args: [...extract, '-C', `${folder.path}/into`] } });
    expect(result).toMatchObject({ exitCode: 0, signal: null, position: archive.length });
    expect(positions[0]).toBeLessThanOrEqual(archive.length / 2);
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
    expect(lines).toEqual([]);
    expect(readFileSync(`${folder.path}/into/file7`).equals(readFileSync(`${folder.path}/tree/file7`))).toBe(true);
  });

  it('tar -d finds no difference, or one', async () => {
    const args = [...compare, '-C', `${folder.path}/tree`];
    const same = await fed(archive, { tool: TAR, command: { tool: 'tar', args } });
    expect(same.result).toMatchObject({ exitCode: 0, position: archive.length });
    expect(same.positions.length).toBeGreaterThanOrEqual(2);
    pipe = await openPipe(folder.path);
    writeFileSync(`${folder.path}/tree/file3`, 'something else');
    const differences: string[] = [];
    const changed = await fed(archive, { tool: TAR, command: { tool: 'tar', args }, onOutput: (line) => differences.push(line) });
    expect(changed.result).toMatchObject({ exitCode: 1, position: archive.length });
    expect(differences).toContain('./file3: Size differs');
  });

  it('an error of whoever listens ends the session, and nothing else', async () => {
    pipe[Symbol.dispose]();
    writeFileSync(`${folder.path}/tree/file3`, 'something else');
    const args = [...compare.slice(0, -1), `${folder.path}/archive.tar`, '-C', `${folder.path}/tree`];
    const onOutput = (): never => {
      throw new Error('the listener fails');
    };
    await expect(runSession({ tool: TAR, command: { tool: 'tar', args }, onOutput })).rejects.toThrow('the listener fails');
  });

  it('tar -x of a stream that is cut short ends with 2 and its own words', async () => {
    const { result, lines } = await fed(archive.subarray(0, 1_000_001), {
      tool: TAR,
      command: { tool: 'tar', args: [...extract, '-C', `${folder.path}/into`] },
    });
    expect(result.exitCode).toBe(2);
    expect(lines.join('\n')).toContain('Unexpected EOF in archive');
  });

  it('dd reports on its way and lands at the end', async () => {
    const { result, positions, lines } = await fed(archive, { tool: DD, command: { tool: 'dd', args: ['bs=64k', `of=${folder.path}/copy`] } });
    expect(result).toMatchObject({ exitCode: 0, position: archive.length });
    expect(positions[0]).toBeLessThanOrEqual(archive.length / 2);
    expect(lines).toEqual([]);
    expect(statSync(`${folder.path}/copy`).size).toBe(archive.length);
  });
});

describe('real programs that write', () => {
  it('tar -c reports while its output stands still, and lands at the length of what it wrote', async () => {
    const gate = makeGate();
    const { readEnd, writeEnd } = pipe;
    const args = ['-c', '--totals=SIGUSR1', '--totals', '-f', '-', '-C', `${folder.path}/tree`, '.'];
    const session = runSession({ tool: TAR, command: { tool: 'tar', args, stdout: writeEnd }, pace: QUICK, onReport: gate.open });
    const reading = gate.opened.then(() => collect(createReadStream('', { fd: readEnd }), Infinity));
    const result = await session;
    createWriteStream('', { fd: writeEnd }).destroy();
    expect(result).toMatchObject({ exitCode: 0, position: archive.length });
    expect(result.reports).toBeGreaterThanOrEqual(2);
    expect((await reading).length).toBe(archive.length);
  });
});

describe('the end', () => {
  it.each([
    [TAR, 'tar', [...extract.slice(0, -1), '/nowhere.tar'], 2, /No such file or directory/],
    [DD, 'dd', ['if=/nowhere'], 1, /No such file or directory/],
  ] as const)('%o: exit codes pass through', async (tool, program, args, exitCode, words) => {
    pipe[Symbol.dispose]();
    const lines: string[] = [];
    expect(await runSession({ tool, command: { tool: program, args }, onLine: (line) => lines.push(line) })).toMatchObject({ exitCode, reports: 0 });
    expect(lines.join('\n')).toMatch(words);
  });

  it('cancelling ends tar, which waits for input that never comes', async () => {
    using _ = pipe;
    const controller = new AbortController();
    const session = runSession({
      tool: TAR,
      command: { tool: 'tar', args: [...extract, '-C', `${folder.path}/into`], stdin: pipe.readEnd },
      pace: QUICK,
      signal: controller.signal,
      onReport: () => controller.abort(),
    });
    await expect(session).rejects.toMatchObject({ name: 'AbortError' });
    expect(childrenNamed('tar')).toEqual([]);
  });

  it('a missing program is said', async () => {
    pipe[Symbol.dispose]();
    await expect(runSession({ tool: TAR, command: { tool: 'no-such-tar', args: [] } })).rejects.toMatchObject({ code: 'tool-missing' });
  });
});
