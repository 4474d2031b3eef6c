import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Progress, Summary } from '../../../shared/protocol.ts';
import { hindmost, type Standing, wholeFraction, wholeOutcome, wholeProgress } from '../../../shared/whole.ts';

const SUMMARY: Summary = { bytes: 1, entries: 1, seconds: 1, deviceWritten: 1, mode: 'staged', verified: 'full', lost: [] };
const FINISHED = { kind: 'finished', summary: SUMMARY } as const;
const FAILED = { kind: 'failed', failure: { code: 'drive-gone', facts: {} }, drive: 'incomplete' } as const;
const CANCELLED = { kind: 'cancelled', drive: 'untouched' } as const;

function progress(changes: Partial<Progress>): Progress {
  return {
    type: 'progress',
    phase: 'write',
    fraction: 0,
    archivePosition: 5,
    archiveSize: 10,
    tarPosition: null,
    deviceWritten: 100,
    archiveRate: 3,
    deviceRate: 7,
    eta: 10,
    elapsed: 1,
    age: 0,
    ...changes,
  };
}

function standing(changes: Partial<Progress> = {}, outcome: Standing['outcome'] = null): Standing {
  const told = progress(changes);
  return { phases: ['prepare', 'extract', 'write', 'verify'], phase: told.phase, progress: told, outcome };
}

const NEW: Standing = { phases: [], phase: null, progress: null, outcome: null };

describe('the outcome of all', () => {
  it.each([
    [[FINISHED, null], null],
    [[FINISHED, FINISHED], FINISHED],
    [[FINISHED, CANCELLED], CANCELLED],
    [[CANCELLED, FAILED, FINISHED], FAILED],
    [[], null],
  ] as const)('of %j is the worst, when all have ended', (outcomes, worst) => expect(wholeOutcome(outcomes)).toEqual(worst));
});

describe('how far all are', () => {
  it('is the mean, without those that are lost', () => {
    expect(wholeFraction([standing({ fraction: 0.2 }), standing({ fraction: 0.4 })])).toBeCloseTo(0.3);
    expect(wholeFraction([standing({ fraction: 0.2 }), standing({ fraction: 0.999 }, FINISHED)])).toBeCloseTo(0.6);
    expect(wholeFraction([standing({ fraction: 0.2 }), standing({ fraction: 0.9 }, FAILED)])).toBeCloseTo(0.2);
    expect(wholeFraction([standing({ fraction: 0.2 }, FAILED)])).toBe(0);
    expect(wholeFraction([NEW, standing({ fraction: 0.5 })])).toBeCloseTo(0.25);
  });

  it('is told by the lane whose phase all others have reached', () => {
    const lanes = [standing({ phase: 'verify' }), standing({ phase: 'extract' }), standing({ phase: 'prepare' }, FAILED)];
    expect(hindmost(lanes)).toBe(lanes[1]);
    expect(hindmost([standing({}), NEW])).toBe(NEW);
    const ended = [standing({ phase: 'verify' }, FINISHED)];
    expect(hindmost(ended)).toBe(ended[0]);
    expect(hindmost([])).toBeUndefined();
  });
});

describe('the gauges of all', () => {
  it('are those of the one, where there is one', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.option(fc.nat()), fc.nat(), (fraction, eta, age) => {
        const one = progress({ fraction, eta, age });
        expect(wholeProgress([standing(one)], fraction)).toEqual(one);
      }),
    );
    expect(wholeProgress([NEW], 0)).toBeNull();
  });

  it('add up what is written, and wait for the slowest', () => {
    const whole = wholeProgress([standing({ eta: 10, age: 4000 }), standing({ eta: 20, deviceRate: 1, elapsed: 3 }), standing({ eta: null }, FAILED)], 0.5);
    expect(whole).toMatchObject({ fraction: 0.5, deviceWritten: 300, deviceRate: 8, archiveRate: 3, eta: 20, elapsed: 3, age: 0 });
  });

  it('tell no time that one of them does not know', () => expect(wholeProgress([standing({ eta: null }), standing({})], 0)?.eta).toBeNull());
});
