import { type ChildProcess, spawn } from 'node:child_process';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { engineEvent, type EngineEvent, MAX_LINE } from '../../shared/protocol.ts';
import { leftovers } from '../lab/devices.ts';

/** The real engine as root, spoken to by hand. */
const ENGINE = new URL('../../out/engine.js', import.meta.url).pathname;

interface Conversation {
  readonly child: ChildProcess;
  readonly events: Promise<EngineEvent[]>;
}

function talk(wrapper: readonly string[] = ['unshare', '--mount', '--propagation', 'slave']): Conversation {
  const child = spawn('env', [...wrapper, process.execPath, ENGINE, '/dev/granted'], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin?.on('error', () => {});
  let text = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  const events = new Promise<EngineEvent[]>((resolve) =>
    child.once('close', () =>
      resolve(
        text
          .split('\n')
          .filter(Boolean)
          .map((line) => engineEvent.parse(JSON.parse(line))),
      ),
    ),
  );
  return { child, events };
}

afterEach(() => expect(leftovers()).toEqual([]));

describe('the engine’s side of the protocol', () => {
  it('says that it is ready, as root, and ends with its standard input', async () => {
    const { child, events } = talk();
    child.stdin?.end();
    expect(await events).toEqual([expect.objectContaining({ type: 'ready', version: 1, uid: 0 })]);
  });

  it('refuses to run as anybody else', async () => {
    const { events } = talk(['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']);
    expect(await events).toEqual([expect.objectContaining({ type: 'refused', failure: expect.objectContaining({ code: 'not-authorised' }) })]);
  });

  it('refuses to mount where others would see it', async () => {
    const { events } = talk(['env']);
    expect(await events).toEqual([expect.objectContaining({ type: 'refused', failure: expect.objectContaining({ code: 'engine-refused' }) })]);
  });

  it.each([
    ['no JSON', 'flash /dev/sda please'],
    ['another version', JSON.stringify({ version: 2, body: { type: 'cancel' } })],
    ['an unknown request', JSON.stringify({ version: 1, body: { type: 'format', path: '/dev/vda' } })],
    ['a request without its parts', JSON.stringify({ version: 1, body: { type: 'flash' } })],
    ['a line that does not end', 'x'.repeat(MAX_LINE * 2)],
  ])('refuses %s loudly and ends', async (_what, line) => {
    const { child, events } = talk();
    child.stdin?.write(`${line}\n`);
    expect((await events).map((event) => event.type)).toEqual(['ready', 'refused']);
  });

  it('survives whatever comes, one conversation a line', async () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    const line = fc.oneof(
      value,
      fc.record({ version: fc.constant(1), body: fc.record({ type: fc.constantFrom('flash', 'verify'), inputs: value, shown: value }) }),
    );
    for (const request of fc.sample(line, 20)) {
      const { child, events } = talk();
      child.stdin?.write(`${JSON.stringify(request)}\n`);
      expect((await events).map((event) => event.type)).toEqual(['ready', 'refused']);
    }
  });
});
