import { existsSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Pace } from '../../../electron/engine/session/pace.ts';
import { runSession, type SessionResult } from '../../../electron/engine/session/session.ts';
import { TAR } from '../../../electron/engine/session/tools.ts';
import { childrenNamed, compileOddTars, type OddTars } from './odd.ts';

let odd: OddTars;
beforeAll(async () => {
  odd = await compileOddTars();
});
afterAll(() => odd[Symbol.dispose]());
afterEach(() => expect(childrenNamed('tar')).toEqual([]));

const QUICK: Partial<Pace> = { settle: 0, interval: 5, quiet: 0, patience: 300, watch: 300 };

interface Heard {
  readonly result: Promise<SessionResult>;
  readonly positions: number[];
  readonly lines: string[];
}

function hear(
  args: readonly string[],
  request: { readonly program?: string; readonly pace?: Partial<Pace>; readonly signal?: AbortSignal; readonly onReport?: () => void } = {},
): Heard {
  const positions: number[] = [];
  const lines: string[] = [];
  const result = runSession({
    tool: TAR,
    command: { tool: request.program ?? odd.tar, args },
    pace: { ...QUICK, ...request.pace },
    ...(request.signal ? { signal: request.signal } : {}),
    onReport: (position) => {
      positions.push(position);
      request.onReport?.();
    },
    onLine: (line) => lines.push(line),
  });
  return { result, positions, lines };
}

/** Every odd tar says its number first; what else it says is of interest. */
const spoken = (lines: readonly string[]): string[] => lines.filter((line) => !line.startsWith('pid '));

describe('a program that behaves oddly ends as it should', () => {
  it.each([
    { args: ['plain'], exitCode: 0, reports: [10240, 20480, 30720] },
    { args: ['late'], exitCode: 0, reports: [10240, 20480, 30720] },
    { args: ['deaf'], exitCode: 0, reports: [] },
    { args: ['mute'], exitCode: 0, reports: [] },
    { args: ['pieces'], exitCode: 0, reports: [10240, 20480, 30720] },
    { args: ['fall'], exitCode: 0, reports: [1013760, 1013760, 1013760] },
    { args: ['disk'], exitCode: 0, reports: [10240] },
    { args: ['lingering'], exitCode: 0, reports: [10240] },
    { args: ['exit', '2'], exitCode: 2, reports: [] },
  ])('$args', async ({ args, exitCode, reports }) => {
    const { result, positions, lines } = hear(args);
    expect(await result).toMatchObject({ exitCode, signal: null });
    expect(positions.slice(0, reports.length)).toEqual(reports);
    // Until the program has ended it may be asked again; but who never answers has reported nothing.
    if (reports.length === 0) expect(positions).toEqual([]);
    expect(spoken(lines)).toEqual([]);
  });

  it('busy: a handler that computes is waited for', async () => {
    const { result, positions } = hear(['busy']);
    expect(await result).toMatchObject({ exitCode: 0 });
    expect(positions[0]).toBe(10240);
  });

  it('shut: one that closes its standard error is left alone', async () => {
    expect(await hear(['shut']).result).toMatchObject({ exitCode: 0, reports: 0 });
  });

  it('glued: reports in the middle of warnings leave the warnings whole', async () => {
    const { result, positions, lines } = hear(['glued']);
    expect(await result).toMatchObject({ exitCode: 0 });
    expect(positions.slice(0, 3)).toEqual([10240, 20480, 30720]);
    expect(spoken(lines)).toEqual(Array.from({ length: 3 }, () => 'tar: ./a: file changed as we read it'));
  });

  it('flood: 100,000 warnings are read to the letter while it answers', async () => {
    const { result, lines } = hear(['flood'], { pace: { interval: 1 } });
    const { exitCode, reports } = await result;
    expect(exitCode).toBe(0);
    expect(reports).toBeGreaterThanOrEqual(3);
    const warnings = spoken(lines);
    expect(warnings.length).toBe(100_000);
    expect(warnings.findIndex((line, i) => line !== `tar: ./file${String(i).padStart(6, '0')}: Cannot set time`)).toBe(-1);
  });

  it('signalled: a death by signal is passed through', async () => {
    expect(await hear(['signalled']).result).toMatchObject({ exitCode: null, signal: 'SIGKILL' });
  });

  it.each([
    ['first', '1', 0],
    ['second', '2', 1],
  ])('stuck in the handler of the %s signal: recognised, killed, and said', async (_, from, reports) => {
    const { result, positions, lines } = hear(['stuck', from]);
    await expect(result).rejects.toMatchObject({ code: 'tar-stuck', facts: { tool: 'tar' } });
    expect(positions).toHaveLength(reports);
    expect(existsSync(`/proc/${/^pid (\d+)$/.exec(lines[0] ?? '')?.[1]}`)).toBe(false);
  });
});

describe('only the program itself is signalled', () => {
  it('waits until a wrapper that catches the signal has become tar', async () => {
    const { result, positions } = hear(['wrap', odd.tar, 'plain'], { program: odd.wrapper });
    expect(await result).toMatchObject({ exitCode: 0 });
    expect(positions.slice(0, 3)).toEqual([10240, 20480, 30720]);
  });

  it('never signals one that goes by another name', async () => {
    expect(await hear(['trap'], { program: odd.wrapper }).result).toMatchObject({ exitCode: 0, reports: 0 });
  });

  it('would be noticed: the same program under the name of tar is signalled, and ends of it', async () => {
    expect(await hear(['trap']).result).toMatchObject({ exitCode: 3 });
  });
});

describe('cancelling', () => {
  it('ends the program and throws the reason', async () => {
    const controller = new AbortController();
    const reason = new Error('cancelled by the user');
    const { result } = hear(['stuck', '9999'], { signal: controller.signal, onReport: () => controller.abort(reason) });
    await expect(result).rejects.toBe(reason);
  });

  it('kills one that ignores SIGTERM', async () => {
    const controller = new AbortController();
    const { result, lines } = hear(['stubborn'], { signal: controller.signal, onReport: () => controller.abort() });
    await expect(result).rejects.toMatchObject({ name: 'AbortError' });
    expect(existsSync(`/proc/${/^pid (\d+)$/.exec(lines[0] ?? '')?.[1]}`)).toBe(false);
  });

  it('starts nothing when it is aborted already', async () => {
    const { result, lines } = hear(['plain'], { signal: AbortSignal.abort() });
    await expect(result).rejects.toMatchObject({ name: 'AbortError' });
    expect(lines).toEqual([]);
  });
});
