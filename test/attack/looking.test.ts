import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { inspectArchive } from '../../electron/archive/inspect.ts';
import type { ArchiveFacts } from '../../shared/facts.ts';
import { engineEvent, type EngineEvent } from '../../shared/protocol.ts';
import { leftovers } from '../lab/devices.ts';
import { flashRequest, lineOf } from '../lab/request.ts';
import { makeRootfs } from '../lab/rootfs.ts';

/** An ordinary user has root look for him where he may not look himself. */

const ENGINE = new URL('../../out/engine.js', import.meta.url).pathname;
let folder: string;
/** Of root, who alone may enter it. */
let secret: string;
let archive: ArchiveFacts;

beforeAll(async () => {
  folder = mkdtempSync('/var/tmp/looking-');
  chmodSync(folder, 0o755);
  secret = mkdtempSync('/root/secret-');
  writeFileSync(join(secret, 'there'), 'something');
  archive = await inspectArchive(makeRootfs(folder, { files: 5, bytes: 20_000 }));
});
afterEach(() => expect(leftovers()).toEqual([]));
afterAll(() => {
  for (const path of [folder, secret]) rmSync(path, { recursive: true });
});

/** The last word of an engine that a user has started for a target. */
async function answerFor(target: string): Promise<EngineEvent> {
  const engine = spawn('unshare', ['--mount', '--propagation', 'slave', '--', process.execPath, ENGINE, target], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'], PKEXEC_UID: '65534' },
  });
  let said = '';
  engine.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  engine.stdin.on('error', () => {});
  const { lanes, ...request } = await flashRequest(archive, join(folder, 'card.img'));
  const aimed = lanes.map((lane) => ({ ...lane, inputs: { ...lane.inputs, target: { ...lane.inputs.target, path: target } } }));
  engine.stdin.write(lineOf({ ...request, lanes: aimed }));
  await new Promise((resolve) => engine.once('close', resolve));
  return engineEvent.parse(JSON.parse(said.split('\n').filter(Boolean).at(-1) ?? ''));
}

it('the answer for a file that is there and for one that is not is the same: he may not look', async () => {
  const [there, missing] = [await answerFor(join(secret, 'there')), await answerFor(join(secret, 'missing'))];
  expect(there).toMatchObject({ type: 'failed', failure: { code: 'target-not-yours' } });
  const words = (event: EngineEvent): string => JSON.stringify(event).replaceAll(/there|missing/g, 'X');
  expect(words(there)).toBe(words(missing));
});
