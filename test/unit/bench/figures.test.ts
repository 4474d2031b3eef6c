import { describe, expect, it } from 'vitest';
import type { Contest, Run } from '../../bench/contest.ts';
import { figuresOf, figuresTable } from '../../bench/figures.ts';
import type { Watched } from '../../bench/ours.ts';

const WATCHED: Watched = {
  whole: 0,
  job: 0,
  before: 0.5,
  after: 0.02,
  phases: {},
  firstByte: 0.3,
  firstProgress: 0.08,
  barError: 2,
  etaError: -0.2,
  written: 0,
  writtenAfter: 0,
  notices: [],
};

function run(contestant: string, round: number, job: number, watched?: Watched): Run {
  return { contestant, round, whole: job, job: job / 2, cpuSeconds: 1, peakBytes: 1, written: 40e6, ...(watched ? { watched } : {}) };
}

function valueOf(what: string, contest: Contest): number | undefined {
  return figuresOf({ contests: [contest] }).find((figure) => figure.what === what)?.value;
}

describe('figuresOf', () => {
  const fast: Contest = {
    input: 'rootfs.tar',
    medium: 'unthrottled',
    runs: [run('by hand', 0, 2), run('Tarstrap, as chosen', 0, 1), run('by hand', 1, 20), run('Tarstrap, as chosen', 1, 5), run('node tar', 1, 50)],
  };
  const card: Contest = { input: 'part.tar', medium: '40 MB/s', runs: [run('Tarstrap, as chosen', 0, 1.5, WATCHED)] };

  it('compares what ran in the same round', () => {
    expect(valueOf('.tar of 1 GB', fast)).toBe(0.375);
    expect(valueOf('.tar ÷ node tar', fast)).toBe(0.1);
  });

  it('compares a slow device with the bytes that it had to write', () => {
    expect(valueOf('40 MB/s ÷ bytes to be written', card)).toBe(0.75);
  });

  it('tells the writing of a disk image from start and end', () => {
    const image: Contest = {
      input: 'card.img',
      medium: 'unthrottled',
      runs: [run('by hand', 0, 2), run('Tarstrap, as chosen', 0, 2.2, { ...WATCHED, phases: { write: 1.9 } })],
    };
    expect(valueOf('image of 2 GB ÷ dd', image)).toBe(0.95);
    expect(valueOf('image, start and end, s', image)).toBeCloseTo(0.3);
    const slow: Contest = { input: 'card.img', medium: '40 MB/s', runs: [run('Tarstrap, as chosen', 0, 2.1), run('Tarstrap, read back', 0, 4.1)] };
    expect(valueOf('image, 40 MB/s ÷ bytes', slow)).toBeCloseTo(1.05);
    expect(valueOf('image, 40 MB/s, read back ÷ bytes written and read', slow)).toBeCloseTo(1.025);
    expect(valueOf('40 MB/s ÷ bytes to be written', slow)).toBeUndefined();
  });

  it('takes the error of the time to go without its sign, in percent', () => {
    expect(valueOf('error of the time to go at half time, %, 40 MB/s', card)).toBe(20);
  });

  it('leaves out what was not measured', () => {
    expect(figuresOf({ contests: [] })).toEqual([]);
    expect(valueOf('.tar of few big files', fast)).toBeUndefined();
  });
});

describe('figuresTable', () => {
  it('says what is met and what is missed', () => {
    const table = figuresTable([
      { what: 'a', atMost: 1, value: 1 },
      { what: 'b', atMost: 1, value: 1.01 },
    ]);
    expect(table.split('\n').slice(2)).toEqual(['a      1.00     1.00     met', 'b      1.01     1.00  MISSED']);
  });
});
