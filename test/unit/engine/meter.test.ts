import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Meter } from '../../../electron/engine/meter.ts';
import type { LaneEvent, Progress } from '../../../shared/protocol.ts';

let events: LaneEvent[];
let meter: Meter;

beforeEach(() => {
  vi.useFakeTimers();
  events = [];
  meter = new Meter((event) => events.push(event));
  meter.start([{ phases: ['extract'], weight: 1 }]);
  meter.watch({ archiveSize: 50, streamBytes: 100 });
});

afterEach(() => {
  meter.stop();
  vi.useRealTimers();
});

function ticks(): Progress[] {
  return events.filter((event) => event.type === 'progress');
}

/** Seconds of the job's clock at which ticks came. */
function times(): number[] {
  return ticks().map(({ elapsed }) => Math.round(elapsed * 1000) / 1000);
}

it('ticks four times a second by itself', () => {
  vi.advanceTimersByTime(1000);
  expect(times()).toEqual([0.25, 0.5, 0.75, 1]);
});

it('ticks with each word of tar, while that is new, and not in between', () => {
  for (let word = 1; word <= 4; word += 1) {
    vi.advanceTimersByTime(260);
    meter.tarAt(word * 20);
  }
  expect(times()).toEqual([0.25, 0.26, 0.52, 0.78, 1.04]);
  expect(ticks().map(({ tarPosition }) => tarPosition)).toEqual([null, 20, 40, 60, 80]);
  expect(ticks().at(-1)?.fraction).toBeCloseTo(0.8, 10);
});

it('does not wait for tar for long', () => {
  vi.advanceTimersByTime(100);
  meter.tarAt(20);
  vi.advanceTimersByTime(1000);
  expect(times()).toEqual([0.1, 0.5, 0.75, 1]);
});

it('says nothing any more when it was stopped, whatever tar says', () => {
  meter.stop();
  meter.tarAt(50);
  vi.advanceTimersByTime(5000);
  expect(events).toEqual([]);
});

it('says at once how far an archive is read when it is followed', () => {
  meter.follow(() => 10);
  vi.advanceTimersByTime(60);
  expect(ticks().map(({ fraction, archivePosition }) => ({ fraction, archivePosition }))).toEqual([{ fraction: 0.2, archivePosition: 10 }]);
});

it('weighs what was read by what it is worth', () => {
  meter.watch({ archiveSize: 50, streamBytes: 100, reached: (read) => read / 2 });
  meter.tarAt(80);
  expect(ticks().at(-1)?.fraction).toBeCloseTo(0.4, 10);
});

it('has done no more than what goes on beside it', () => {
  let beside = 0.1;
  meter.watch({ beside: () => beside });
  meter.share(0.8);
  meter.tick();
  beside = 0.9;
  meter.tick();
  expect(ticks().map(({ fraction }) => fraction)).toEqual([0.1, 0.8]);
});

it('ends at 1', () => {
  meter.tarAt(50);
  meter.finish();
  expect(ticks().at(-1)).toMatchObject({ fraction: 1, eta: 0 });
});

it('has done nothing of a new part, however far the one before it came', () => {
  meter.start([
    { phases: ['extract', 'flush'], weight: 1 },
    { phases: ['verify'], weight: 1 },
  ]);
  meter.follow(() => 50);
  meter.enter('extract');
  meter.enter('flush');
  expect(ticks().at(-1)?.fraction).toBeCloseTo(0.5, 10);
  meter.enter('verify');
  expect(ticks().at(-1)?.fraction).toBeCloseTo(0.5, 10);
  meter.follow(() => 25);
  meter.watch({ archiveSize: 50 });
  meter.tick();
  expect(ticks().at(-1)?.fraction).toBeCloseTo(0.75, 10);
});

it('a phase that is to tell its share has done nothing before, however far the archive is read for others', () => {
  meter.stop();
  events = [];
  meter = new Meter((event) => events.push(event));
  meter.start([{ phases: ['write'], weight: 1 }]);
  meter.follow(() => 30);
  meter.watch({ archiveSize: 50, deviceTotal: 1000 });
  meter.enter('write');
  vi.advanceTimersByTime(500);
  meter.share(0.1);
  vi.advanceTimersByTime(250);
  expect(ticks().map(({ fraction }) => fraction)).toEqual([
    0,
    ...ticks()
      .slice(1, -1)
      .map(() => 0),
    0.1,
  ]);
});

it('takes a position in a compressed file for what it is worth in the stream', () => {
  meter.watch({ archiveSize: 50, shareAt: (position) => (position < 40 ? 0.1 : 0.7) });
  meter.follow(() => 30);
  meter.tick();
  expect(ticks().at(-1)?.fraction).toBeCloseTo(0.1, 10);
  meter.follow(() => 40);
  // Of tar's own word nobody knows which part of the stream it is.
  meter.tarAt(5000);
  expect(ticks().at(-1)?.fraction).toBeCloseTo(0.7, 10);
});

it('leaves room for what comparing is said to take, as long as the bar is at its beginning, and asks no more behind it', () => {
  meter.stop();
  events = [];
  meter = new Meter((event) => events.push(event));
  meter.start([
    { phases: ['extract'], weight: 1 },
    { phases: ['verify'], weight: 0.6, atLeast: 1 },
  ]);
  let seconds: number | undefined = 3;
  let asked = 0;
  meter.watch({ archiveSize: 100, streamBytes: 100, comparing: () => ((asked += 1), seconds) });
  meter.enter('extract');
  vi.advanceTimersByTime(100);
  meter.tarAt(10);
  // A tenth took a tenth of a second, so that unpacking takes one.
  expect(ticks().at(-1)?.fraction).toBeCloseTo(0.1 / 4, 2);
  seconds = 9;
  vi.advanceTimersByTime(100);
  meter.tarAt(20);
  expect(ticks().at(-1)?.fraction).toBeCloseTo(0.2 / 10, 1);
  vi.advanceTimersByTime(700);
  meter.tarAt(100);
  const unpacked = ticks().at(-1)?.fraction ?? 0;
  expect(unpacked).toBeLessThan(0.2);
  const before = asked;
  meter.enter('verify');
  meter.tick();
  expect(asked).toBe(before);
});
