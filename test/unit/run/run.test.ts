import { existsSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { lines } from '../../../electron/run/lines.ts';
import { describeExit, run, runStep } from '../../../electron/run/run.ts';
import { type Running, start } from '../../../electron/run/spawn.ts';
import { stop, stopOnAbort } from '../../../electron/run/stop.ts';
import { locateTool, requireTool } from '../../../electron/run/tools.ts';

const sh = (script: string) => ({ tool: 'sh', args: ['-c', script] });

describe('run', () => {
  it.each([
    ['exit 0', { exitCode: 0, signal: null }],
    ['exit 7', { exitCode: 7, signal: null }],
    ['kill -9 $$', { exitCode: null, signal: 'SIGKILL' }],
  ])('%s: the exit is data', async (script, exit) => {
    expect(await run(sh(script))).toMatchObject(exit);
  });

  it('keeps both outputs apart and hands the input over', async () => {
    const { stdout, stderr } = await run({ ...sh('cat; echo said >&2'), input: 'given' });
    expect([stdout.toString(), stderr]).toEqual(['given', 'said\n']);
  });

  it('survives a program that does not read its input', async () => {
    expect(await run({ ...sh('exit 3'), input: Buffer.alloc(4_000_000) })).toMatchObject({ exitCode: 3 });
  });

  it('drops output beyond the limit and still reads to the end', async () => {
    const { exitCode, stdout, stderr } = await run({ ...sh('head -c 3000000 /dev/zero; head -c 3000000 /dev/zero >&2; exit 4'), maxOutput: 100_000 });
    expect([exitCode, stdout.length, stderr.length]).toEqual([4, 100_000, 256 * 1024]);
  });

  it('has the fixed environment and nothing of ours', async () => {
    const { stdout } = await run({ tool: 'env', args: [], env: { OURS: 'yes' } });
    expect(stdout.toString().trim().split('\n').sort()).toEqual([
      'HOME=/root',
      'LC_ALL=C',
      'OURS=yes',
      'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      'TZ=UTC0',
    ]);
  });

  it('says which tool is missing and which package has it', async () => {
    await expect(run({ tool: 'no-such-tool', args: [] })).rejects.toMatchObject({
      code: 'tool-missing',
      facts: { tool: 'no-such-tool', package: 'no-such-tool' },
    });
    await expect(start({ tool: '/nowhere/tool', args: [] })).rejects.toMatchObject({ code: 'ENOENT' });
    expect(locateTool('no-such-tool')).toBeUndefined();
    expect(requireTool('tar')).toMatch(/^\/.*\/tar$/);
  });

  it('throws the reason when it is aborted before and while it runs', async () => {
    await expect(run({ ...sh('exit 0'), signal: AbortSignal.abort(new Error('early')) })).rejects.toThrow('early');
    const controller = new AbortController();
    const running = run({ tool: 'sleep', args: ['60'], signal: controller.signal });
    controller.abort(new Error('late'));
    await expect(running).rejects.toThrow('late');
  });
});

describe('a program that hangs', () => {
  it('is given up in time, and put away with what it has started, also if it holds the output and heeds no SIGTERM', async () => {
    const begun = performance.now();
    const word = `sleep ${Math.random() + 3600}`;
    const hanging = run({ ...sh(`trap '' TERM; ${word} & ${word}`), patienceMs: 300 });
    await expect(hanging).rejects.toMatchObject({ code: 'tool-hangs', facts: { tool: 'sh' } });
    expect(performance.now() - begun).toBeLessThan(2000);
    await vi.waitFor(async () => expect((await run({ tool: 'pgrep', args: ['-f', word] })).exitCode).toBe(1));
  });

  it('is none that only takes long, because it works', async () => {
    const working = 'i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done; echo done';
    expect(await run({ ...sh(working), patienceMs: 100 })).toMatchObject({ exitCode: 0, stdout: Buffer.from('done\n') });
  });

  it('is none if it answers in time', async () => {
    expect(await run({ ...sh('sleep 0.1; echo late'), patienceMs: 10_000 })).toMatchObject({ exitCode: 0, stdout: Buffer.from('late\n') });
  });
});

describe('runStep', () => {
  it('returns a success and throws a failure in the words of the program', async () => {
    expect(await runStep('Doing', sh('exit 0'))).toMatchObject({ exitCode: 0 });
    await expect(runStep('Doing it', sh('echo no medium >&2; exit 1'))).rejects.toMatchObject({
      code: 'step-failed',
      facts: { step: 'Doing it', tool: 'sh' },
      detail: 'sh: no medium',
    });
    await expect(runStep('Doing it', sh('exit 5'))).rejects.toMatchObject({ detail: 'sh: exit code 5' });
  });

  it.each([
    [{ exitCode: 2, signal: null }, 'exit code 2'],
    [{ exitCode: null, signal: 'SIGKILL' } as const, 'killed by SIGKILL'],
  ])('describes %j', (exit, text) => {
    expect(describeExit(exit)).toBe(text);
  });
});

/** A program that has said on standard error that it is ready: a shell whose traps are set. */
async function ready(script: string): Promise<Running> {
  const running = await start({ ...sh(`${script}; echo ready >&2; while :; do sleep 0.05; done`), tied: true });
  for await (const line of lines(running.stderr)) if (line === 'ready') break;
  return running;
}

describe('stop', () => {
  it('asks first', async () => {
    const running = await ready("trap 'exit 9' TERM");
    stop(running);
    expect(await running.exit).toEqual({ exitCode: 9, signal: null });
  });

  it('kills what does not listen', async () => {
    const running = await ready("trap '' TERM");
    stop(running, 100);
    expect(await running.exit).toEqual({ exitCode: null, signal: 'SIGKILL' });
    expect(existsSync(`/proc/${running.pid}`)).toBe(false);
  });

  it('on abort, until disposed; also when aborted already', async () => {
    const controller = new AbortController();
    const spared = await ready(':');
    const stopped = await ready(':');
    const late = await ready(':');
    {
      using _ = stopOnAbort(spared, controller.signal);
    }
    using _ = stopOnAbort(stopped, controller.signal);
    controller.abort();
    using __ = stopOnAbort(late, controller.signal);
    expect(await Promise.all([stopped.exit, late.exit])).toMatchObject([{ signal: 'SIGTERM' }, { signal: 'SIGTERM' }]);
    expect(spared.child.exitCode ?? spared.child.signalCode).toBeNull();
    spared.child.kill('SIGKILL');
    expect(await spared.exit).toMatchObject({ signal: 'SIGKILL' });
  });

  it('is harmless after the end', async () => {
    const running = await start(sh('exit 0'));
    running.stderr.resume();
    const exit = await running.exit;
    stop(running);
    expect([exit, await running.exit]).toEqual([exit, exit]);
  });
});
