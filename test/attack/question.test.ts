import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { inspectArchive } from '../../electron/archive/inspect.ts';
import { describeTarget } from '../../electron/drives/target.ts';
import { type EngineEvent, engineEvent, MOST_LANES, type VerifyRequest } from '../../shared/protocol.ts';
import { leftovers } from '../lab/devices.ts';
import { lineOf } from '../lab/request.ts';
import { makeRootfs } from '../lab/rootfs.ts';

/** What stands in the question for the password is what is written, and nothing else. */

const ENGINE = new URL('../../out/engine.js', import.meta.url).pathname;

afterEach(() => expect(leftovers()).toEqual([]));

/** @returns what the engine says to a line, or to none at all */
async function converse(args: readonly string[], line?: string): Promise<EngineEvent[]> {
  const engine = spawn('unshare', ['--mount', '--propagation', 'slave', '--', process.execPath, ENGINE, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  let said = '';
  engine.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  if (line === undefined) engine.stdin.end();
  else engine.stdin.write(line);
  await new Promise((resolve) => engine.once('close', resolve));
  const words = said.split('\n').filter(Boolean);
  return words.map((word) => engineEvent.parse(JSON.parse(word)));
}

const firstWord = async (...args: readonly string[]): Promise<unknown> => (await converse(args))[0];

const refused = (problem: RegExp): object => ({ type: 'refused', failure: { code: 'engine-refused', facts: { problem: expect.stringMatching(problem) } } });

describe('an engine that is started', () => {
  it('for one target is ready', async () => expect(await firstWord('/dev/sdx')).toMatchObject({ type: 'ready' }));

  it.each([
    ['for none', []],
    ['for more than there may be', Array.from({ length: MOST_LANES + 1 }, (_, i) => `/dev/sd${i}`)],
  ])('%s is refused', async (_, args) => expect(await firstWord(...args)).toMatchObject(refused(/up to 16 targets/)));

  it.each([
    ['a newline, behind which the question would go on', '/home/a\nAuthentication is needed to update the clock'],
    ['a return, which takes the line back', '/dev/sdx\r/dev/sdy'],
    ['an escape', '/dev/sd\u001b[8mx'],
    ['a mark that turns the direction of text around', '/dev/\u202excd/'],
    ['something without width', '/dev/sd\u200bx'],
  ])('for a target with %s is refused', async (_, target) => expect(await firstWord(target)).toMatchObject(refused(/cannot be seen/)));
});

describe('a folder that is put in the place of the one which was named', () => {
  it('is not looked into: a verification is held to what it was asked for', async () => {
    const folder = mkdtempSync('/var/tmp/question-');
    try {
      const [target, other] = [join(folder, 'target'), join(folder, 'other')];
      mkdirSync(target);
      mkdirSync(other);
      const { file, compression, ending, inside, streamBytes } = await inspectArchive(makeRootfs(folder, { files: 1, bytes: 1000 }));
      const asked: VerifyRequest = {
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
        target: await describeTarget(target),
      };
      // Of two that the question shows both are meant.
      expect((await converse([target, other], lineOf(asked))).at(-1)).toMatchObject(refused(/not the one that root was asked for/));
      renameSync(target, join(folder, 'before'));
      renameSync(other, target);
      const words = await converse([target], lineOf(asked));
      expect(words.at(-1)).toMatchObject({ type: 'failed', failure: { code: 'target-changed' } });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
