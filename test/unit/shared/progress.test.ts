import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advance, deviceShare, enterPhase, finish, type ProgressState, type Rate, reweigh, startProgress, updateRate } from '../../../shared/progress.ts';
import { type PhaseId, phaseId } from '../../../shared/protocol.ts';

const phase = fc.constantFrom<PhaseId>(...phaseId.options);
const weight = fc.oneof(fc.constant(0), fc.double({ min: 1e-6, max: 100, noNaN: true }));
const parts = fc
  .uniqueArray(fc.record({ phase, weight: fc.oneof(weight, fc.constant(1)), atLeast: fc.constantFrom(0, 0.1, 30) }), {
    minLength: 1,
    maxLength: 6,
    selector: (part) => part.phase,
  })
  .map((list) => list.map((part) => ({ phases: [part.phase], weight: part.weight, atLeast: part.atLeast })));
const share = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(-1, 0, 1, 2));

/** A step takes some time and then does one thing. */
const step = fc.record({
  after: fc.double({ min: 0, max: 1000, noNaN: true }),
  act: fc.oneof(
    share.map((done) => (state: ProgressState, now: number) => advance(state, done, now)),
    phase.map((id) => (state: ProgressState, now: number) => enterPhase(state, id, now)),
    fc
      .tuple(
        phase,
        fc.oneof(
          weight.map((heavy) => ({ weight: heavy })),
          fc.constantFrom(-5, 0, 3, 1e9).map((atLeast) => ({ atLeast })),
        ),
      )
      .map(
        ([id, load]) =>
          (state: ProgressState) =>
            reweigh(state, id, load),
      ),
  ),
});

describe('progress', () => {
  it('never falls, stays below 1 until finished, and never runs backwards through the phases', () => {
    fc.assert(
      fc.property(parts, fc.array(step, { maxLength: 40 }), (list, steps) => {
        let state = startProgress(list);
        let now = 0;
        for (const { after, act } of steps) {
          now += after;
          const next = act(state, now);
          expect(next.fraction).toBeGreaterThanOrEqual(state.fraction);
          expect(next.fraction).toBeLessThan(1);
          expect(next.current).toBeGreaterThanOrEqual(state.current);
          expect(next.eta === null || (next.eta >= 0 && Number.isFinite(next.eta))).toBe(true);
          state = next;
        }
        expect(finish(state)).toMatchObject({ fraction: 1, eta: 0 });
      }),
      { numRuns: 1000 },
    );
  });

  it('does not fall from 1 when a late sample arrives', () => {
    const state = finish(startProgress([{ phases: ['extract'], weight: 1 }]));
    expect(advance(state, 0.5, 12).fraction).toBe(1);
  });

  const job = [
    { phases: ['prepare' as const], weight: 0.5 },
    { phases: ['extract' as const, 'flush' as const], weight: 1 },
    { phases: ['verify' as const], weight: 0.5 },
  ];

  it('divides the bar by weight, whatever the phases take', () => {
    const extracting = enterPhase(advance(startProgress(job), 1, 20), 'extract', 20);
    expect(advance(extracting, 0.5, 5000).fraction).toBeCloseTo(0.5, 10);
    expect(advance(extracting, 1, 5001).fraction).toBeCloseTo(0.75, 10);
  });

  it('divides it anew at the beginning only, and takes nothing back', () => {
    const parts = [
      { phases: ['write' as const], weight: 1 },
      { phases: ['verify' as const], weight: 1 },
    ];
    const begun = advance(startProgress(parts), 0.1, 1);
    expect(advance(reweigh(begun, 'verify', { weight: 3 }), 1, 10).fraction).toBeCloseTo(0.25);
    expect(advance(reweigh(begun, 'verify', { weight: 30 }), 0.2, 2).fraction).toBe(begun.fraction);
    expect(reweigh(begun, 'finish', { weight: 3 })).toEqual(begun);
    const later = advance(begun, 0.5, 5);
    expect(reweigh(later, 'verify', { weight: 3 })).toBe(later);
  });

  it('leaves a part the seconds that it takes at least, however fast the main one is', () => {
    const parts = [
      { phases: ['extract' as const], weight: 1 },
      { phases: ['verify' as const], weight: 0.6, atLeast: 6 },
    ];
    const after = (seconds: number): number => advance(advance(startProgress(parts), 0.05, seconds * 0.05), 1, seconds).fraction;
    expect(after(2)).toBeCloseTo(2 / 8);
    expect(after(100)).toBeCloseTo(1 / 1.6);
    const begun = advance(startProgress(parts), 0.05, 0.1);
    expect(advance(reweigh(begun, 'verify', { atLeast: 8 }), 1, 2).fraction).toBeCloseTo(2 / 10);
  });

  it('counts what went before when it is told what that was', () => {
    const parts = [
      { phases: ['prepare' as const], weight: 0.01 },
      { phases: ['write' as const], weight: 1 },
    ];
    const writing = enterPhase(reweigh(startProgress(parts), 'prepare', { weight: 0.1 }), 'write', 1);
    expect(advance(writing, 0, 1).fraction).toBeCloseTo(0.1 / 1.1);
  });

  it('tells the time to go of a steady job without lagging behind', () => {
    let state = enterPhase(startProgress([{ phases: ['extract'], weight: 1 }]), 'extract', 0);
    for (let now = 0.25; now <= 8; now += 0.25) {
      state = advance(state, now / 16, now);
      if (state.eta !== null) expect(state.eta).toBeCloseTo(16 - now, 6);
    }
    expect(state.eta).toBeCloseTo(8, 6);
  });

  it('goes on where it was in a phase that shares the part', () => {
    const extracting = advance(enterPhase(startProgress(job), 'extract', 1), 0.8, 9);
    expect(enterPhase(extracting, 'flush', 9)).toEqual(extracting);
  });

  it('hides the time to go until a pace is known, then counts it from that pace', () => {
    const state = enterPhase(startProgress(job), 'extract', 10);
    expect(advance(state, 0.5, 12).eta).toBeNull();
    expect(advance(state, 0.01, 60).eta).toBeNull();
    // Half of the main part took 50 s: as much again for its rest, and as much for the verification.
    expect(advance(state, 0.5, 60).eta).toBeCloseTo(100, 10);
  });

  it('is not led astray by what it saw first: it looks from the start, and tells later', () => {
    let state = enterPhase(startProgress([{ phases: ['extract'], weight: 1 }]), 'extract', 0);
    for (let now = 0.25; now < 3; now += 0.25) state = advance(state, now / 20, now);
    expect(state.eta).toBeNull();
    // A burst: alone it would promise the end in two seconds and a half.
    expect(advance(state, 0.55, 3).eta).toBeGreaterThan(13);
  });

  it('foresees what takes its time behind the last byte', () => {
    const unmounted = [
      { phases: ['extract' as const], weight: 1, tail: 2 },
      { phases: ['verify' as const], weight: 1, tail: 1 },
    ];
    const extracted = enterPhase(startProgress(unmounted), 'extract', 0);
    expect(advance(extracted, 0.5, 10).eta).toBeCloseTo(10 + 20 + 3, 10);
    expect(advance(enterPhase(extracted, 'verify', 20), 0.5, 30).eta).toBeCloseTo(10 + 1, 10);
  });

  it('counts the tail down while it lasts', () => {
    const extracted = enterPhase(startProgress([{ phases: ['extract'], weight: 1, tail: 8 }]), 'extract', 0);
    let state = advance(extracted, 0.5, 10);
    for (let now = 10; now < 20; now += 0.25) state = advance(state, now / 20, now);
    state = advance(state, 1, 20);
    const behind = state.eta ?? Number.NaN;
    expect(behind).toBeGreaterThan(7);
    for (let now = 20.25; now <= 24; now += 0.25) state = advance(state, 1, now);
    expect(state.eta).toBeCloseTo(behind - 4, 10);
  });

  it('says no time to go while a stage is filled: how fast that goes has nothing to do with the drive', () => {
    const staged = [
      { phases: ['extract' as const], weight: 0.1 },
      { phases: ['write' as const], weight: 1 },
    ];
    const filled = advance(startProgress(staged), 0.9, 60);
    expect(filled.eta).toBeNull();
    expect(advance(enterPhase(filled, 'write', 70), 0.5, 80).eta).toBeCloseTo(10, 10);
  });
});

describe('deviceShare', () => {
  const bytes = fc.double({ min: 0, max: 1e13, noNaN: true });
  it('lies between nothing and the share of tar', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), bytes, bytes, bytes, (tar, written, waiting, estimate) => {
        const device = deviceShare(tar, written, waiting, estimate);
        expect(device).toBeGreaterThanOrEqual(0);
        expect(device).toBeLessThanOrEqual(tar);
      }),
    );
  });

  it.each([
    ['all read, half written', 1, 50, 50, 999, 0.5],
    ['all read and written', 1, 100, 0, 999, 1],
    ['half read, nothing written yet', 0.5, 0, 50, 100, 0],
    ['half read and written', 0.5, 50, 0, 100, 0.5],
    ['nothing known', 0.3, 0, 0, 0, 0.3],
  ])('%s', (_, tar, written, waiting, estimate, expected) => {
    expect(deviceShare(tar, written, waiting, estimate)).toBeLessThanOrEqual(expected + 0.2);
    expect(deviceShare(tar, written, waiting, estimate)).toBeGreaterThanOrEqual(expected - 0.2);
  });
});

describe('updateRate', () => {
  it('finds a steady rate, at once and for good', () => {
    let rate: Rate = { position: 0, at: 0, perSecond: 0 };
    for (let now = 1; now <= 20; now += 1) {
      rate = updateRate(rate, now * 5e6, now);
      expect(rate.perSecond).toBeCloseTo(5e6, 0);
    }
  });

  it('is never negative, and ignores samples without time', () => {
    // Clocks do not tell less than a microsecond.
    const sample = fc.tuple(
      fc.maxSafeNat(),
      fc.nat(1e8).map((us) => us / 1e6),
    );
    fc.assert(
      fc.property(fc.array(sample), (samples) => {
        let rate: Rate = { position: 0, at: 0, perSecond: 0 };
        for (const [position, now] of samples) {
          const next = updateRate(rate, position, now);
          if (now <= rate.at) expect(next).toBe(rate);
          expect(next.perSecond).toBeGreaterThanOrEqual(0);
          rate = next;
        }
      }),
    );
  });
});
