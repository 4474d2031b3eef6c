import { spawn } from 'node:child_process';
import { afterEach, describe, expect, it } from 'vitest';
import { engineEvent } from '../../shared/protocol.ts';
import { leftovers } from '../lab/devices.ts';

/** What stands in the question for the password is what is written, and nothing else. */

const ENGINE = new URL('../../out/engine.js', import.meta.url).pathname;

afterEach(() => expect(leftovers()).toEqual([]));

/** @returns the engine's first word */
async function firstWord(...args: readonly string[]): Promise<unknown> {
  const engine = spawn('unshare', ['--mount', '--propagation', 'slave', '--', process.execPath, ENGINE, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  let said = '';
  engine.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  engine.stdin.end();
  await new Promise((resolve) => engine.once('close', resolve));
  return engineEvent.parse(JSON.parse(said.split('\n')[0] ?? ''));
}

const refused = (problem: RegExp): object => ({ type: 'refused', failure: { code: 'engine-refused', facts: { problem: expect.stringMatching(problem) } } });

describe('an engine that is started', () => {
  it('for one target is ready', async () => expect(await firstWord('/dev/sdx')).toMatchObject({ type: 'ready' }));

  it.each([
    ['for none', []],
    ['for two, of which the question shows both and only one is written', ['/dev/sdx', '/dev/sdy']],
  ])('%s is refused', async (_, args) => expect(await firstWord(...args)).toMatchObject(refused(/one target/)));

  it.each([
    ['a newline, behind which the question would go on', '/home/a\nAuthentication is needed to update the clock'],
    ['a return, which takes the line back', '/dev/sdx\r/dev/sdy'],
    ['an escape', '/dev/sd\u001b[8mx'],
    ['a mark that turns the direction of text around', '/dev/\u202excd/'],
    ['something without width', '/dev/sd\u200bx'],
  ])('for a target with %s is refused', async (_, target) => expect(await firstWord(target)).toMatchObject(refused(/cannot be seen/)));
});
