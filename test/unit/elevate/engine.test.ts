import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EngineFiles, startEngine } from '../../../electron/elevate/engine.ts';
import { unheard } from '../../../electron/elevate/launch.ts';
import { start as startProgram } from '../../../electron/run/spawn.ts';
import { type FlashRequest, PROTOCOL_VERSION } from '../../../shared/protocol.ts';

/** Engines that are none, started as root really is started here. */

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'engines-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function start(script: string, signal?: AbortSignal) {
  const engine = join(folder, `${Math.random().toString(36).slice(2)}.cjs`);
  writeFileSync(engine, script);
  return startEngine(
    { origin: { kind: 'sources', interpreter: [process.execPath], engine }, byHand: 'sudo tarstrap' },
    { targets: ['/dev/sdx'], ...(signal ? { signal } : {}) },
  );
}

const say = (event: object): string => `console.log(${JSON.stringify(JSON.stringify(event))});`;
const ready = { type: 'ready', version: PROTOCOL_VERSION, uid: 0, pid: 1, tools: [] };
const cancelled = { type: 'cancelled', drive: 'untouched', target: '/dev/sdx' };

describe('startEngine', () => {
  it.each([
    ['of another version', say({ ...ready, version: 99 }), 'engine-version'],
    ['that is not root', say({ ...ready, uid: 1000 }), 'engine-lost'],
    ['that crashes', 'process.abort();', 'engine-lost'],
    ['that ends without a word', 'process.exit(3);', 'engine-lost'],
    ['that talks nonsense', "console.log('hello');", 'engine-lost'],
    [
      'that never ends its line',
      "process.stdout.write('x'.repeat(2e6)); setInterval(() => {}, 1e6); process.stdin.resume().on('end', () => process.exit());",
      'engine-lost',
    ],
    ['that refuses', say({ type: 'refused', failure: { code: 'kernel-missing', facts: { filesystem: 'xfs' } } }), 'kernel-missing'],
    ['that lacks a file', "require('./no-such-file');", 'engine-cannot-start'],
  ])('tells an engine %s', async (_, script, code) => {
    await expect(start(script)).rejects.toMatchObject({ code });
  });

  it('is not through with one that refuses before that has left', async () => {
    const place = join(folder, 'pid');
    const refusing = say({ type: 'refused', failure: { code: 'kernel-missing', facts: { filesystem: 'xfs' } } });
    const leaving = `require('node:fs').writeFileSync(${JSON.stringify(place)}, String(process.pid)); setTimeout(() => process.exit(1), 300);`;
    await expect(start(`${refusing} ${leaving}`)).rejects.toMatchObject({ code: 'kernel-missing' });
    expect(() => process.kill(Number(readFileSync(place, 'utf8')), 0)).toThrow('ESRCH');
  });

  it('does not wait for whoever holds the pipes of one that had ended before it was heard', async () => {
    const running = unheard(await startProgram({ tool: 'sh', args: ['-c', 'sleep 60 & echo hello; exit 3'], stdin: 'pipe', stdout: 'pipe' }));
    await once(running.child, 'exit');
    await delay(100);
    const files: EngineFiles = { origin: { kind: 'sources', interpreter: [process.execPath], engine: '/nowhere.cjs' }, byHand: 'sudo tarstrap' };
    await expect(startEngine(files, { targets: ['/dev/sdx'], launched: Promise.resolve(running) })).rejects.toMatchObject({
      code: 'engine-lost',
      detail: expect.stringContaining('hello'),
    });
    process.kill(-running.pid, 'SIGKILL');
  });

  it('hears it out though others spoke first: a runtime that found no fusermount, and a shell', async () => {
    const engine = await start(`console.log('Error: No suitable fusermount binary found on the $PATH\\n\\nhello'); ${say(ready)} ${say(cancelled)}`);
    const events = [];
    for await (const event of engine.events) events.push(event);
    expect(events).toEqual([cancelled]);
  });

  it('hears one out that still tries whether anybody is there when all is said', async () => {
    const beat = "process.stdin.resume().on('end', () => process.stdout.write('\\n', () => process.exit()));";
    const engine = await start(`${say(ready)} ${say(cancelled)} ${beat}`);
    const events = [];
    for await (const event of engine.events) events.push(event);
    expect(events).toEqual([cancelled]);
  });

  it('ends one that was asked for nothing, whatever it still says', async () => {
    const engine = await start(
      `${say(ready)} process.stdout.write('\\n\\n'); process.stdin.resume().on('end', () => process.stdout.write('\\n', () => process.exit()));`,
    );
    await engine.end();
    expect(() => process.kill(engine.pid, 0)).toThrow('ESRCH');
  });

  it('hears nothing but the protocol once it was ready', async () => {
    const engine = await start(`${say(ready)} console.log('hello'); setInterval(() => {}, 1e6); process.stdin.resume().on('end', () => process.exit());`);
    const events = [];
    for await (const event of engine.events) events.push(event);
    expect(events).toMatchObject([{ type: 'refused', failure: { code: 'engine-lost', detail: expect.stringContaining('not of the protocol') } }]);
  });

  it('hears out one that loses its voice after it was ready', async () => {
    const engine = await start(`${say(ready)} process.stdin.once('data', () => process.exit(9));`);
    engine.send({ type: 'cancel' });
    const events = [];
    for await (const event of engine.events) events.push(event);
    expect(events).toMatchObject([{ type: 'refused', failure: { code: 'engine-lost', detail: 'exit code 9' } }]);
  });

  it('says of each target that has had no last word how it was left', async () => {
    const of = (event: object, target: string): string => say({ ...event, target });
    const started = { type: 'started', job: 'flash', phases: ['prepare', 'write', 'verify', 'finish'] };
    const words = [of(started, '/dev/sdx'), of({ type: 'phase', phase: 'write' }, '/dev/sdx'), of(cancelled, '/dev/sdy')].join('');
    const engine = await start(`${say(ready)} process.stdin.once('data', () => { ${words} process.exit(9); });`);
    const lane = (path: string) => ({ inputs: { target: { path, kind: 'disk' } } });
    engine.send({ type: 'flash', lanes: ['/dev/sdx', '/dev/sdy', '/dev/sdz'].map(lane) } as unknown as FlashRequest);
    const ends = [];
    for await (const event of engine.events) if (event.type === 'failed' || event.type === 'cancelled') ends.push([event.target, event.type, event.drive]);
    expect(ends).toEqual([
      ['/dev/sdy', 'cancelled', 'untouched'],
      ['/dev/sdx', 'failed', 'incomplete'],
      ['/dev/sdz', 'failed', 'untouched'],
    ]);
  });

  it('gives up waiting when it is told to, and leaves nobody behind', async () => {
    const giveUp = new AbortController();
    const started = start("process.stdin.resume().on('end', () => process.exit());", giveUp.signal);
    giveUp.abort(new Error('enough'));
    await expect(started).rejects.toThrow('enough');
  });
});
