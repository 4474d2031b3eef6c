import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type JobOutcome, NEW_JOB, reduceJob } from '../../../shared/job.ts';
import { isTerminal, type LaneEvent, type PhaseId, phaseId, type Progress, type Summary } from '../../../shared/protocol.ts';

const SUMMARY = { bytes: 1, entries: 1, seconds: 1, deviceWritten: 1, mode: null, verified: 'none', lost: [] } satisfies Summary;
const progress = (phase: PhaseId, fraction: number): Progress => ({
  type: 'progress',
  phase,
  fraction,
  archivePosition: 0,
  archiveSize: 0,
  tarPosition: null,
  deviceWritten: 0,
  archiveRate: 0,
  deviceRate: 0,
  eta: null,
  elapsed: 0,
  age: 0,
});

const phase = fc.constantFrom<PhaseId>(...phaseId.options);
const running: fc.Arbitrary<LaneEvent> = fc.oneof(
  fc.array(phase).map((phases): LaneEvent => ({ type: 'started', job: 'flash', phases })),
  phase.map((id): LaneEvent => ({ type: 'phase', phase: id })),
  fc.tuple(phase, fc.double({ min: 0, max: 1, noNaN: true })).map(([id, fraction]): LaneEvent => progress(id, fraction)),
  fc.string().map((text): LaneEvent => ({ type: 'notice', level: 'warning', text })),
);
const terminal: fc.Arbitrary<LaneEvent> = fc.constantFrom<LaneEvent>(
  { type: 'finished', summary: SUMMARY },
  { type: 'failed', failure: { code: 'drive-full', facts: {} }, drive: 'incomplete' },
  { type: 'cancelled', drive: 'untouched' },
);

describe('reduceJob', () => {
  it('has an outcome exactly after the first terminal event, which absorbs all that follow', () => {
    fc.assert(
      fc.property(fc.array(running), terminal, fc.array(fc.oneof(running, terminal)), (before, end, after) => {
        const open = before.reduce(reduceJob, NEW_JOB);
        expect(open.outcome).toBeNull();
        const closed = reduceJob(open, end);
        expect(closed.outcome?.kind).toBe(end.type);
        expect(after.reduce(reduceJob, closed)).toBe(closed);
      }),
    );
  });

  it.each<[LaneEvent, JobOutcome]>([
    [
      { type: 'finished', summary: SUMMARY },
      { kind: 'finished', summary: SUMMARY },
    ],
    [
      { type: 'failed', failure: { code: 'drive-io', facts: { path: '/dev/sdx' }, detail: 'EIO' }, drive: 'incomplete' },
      { kind: 'failed', failure: { code: 'drive-io', facts: { path: '/dev/sdx' }, detail: 'EIO' }, drive: 'incomplete' },
    ],
    [
      { type: 'cancelled', drive: 'untouched' },
      { kind: 'cancelled', drive: 'untouched' },
    ],
  ])('%j', (event, outcome) => {
    expect(isTerminal(event)).toBe(true);
    expect(reduceJob(NEW_JOB, event)).toEqual({ ...NEW_JOB, outcome });
  });

  it('follows phases by events and by progress, and keeps the newest progress', () => {
    const events: LaneEvent[] = [
      { type: 'started', job: 'flash', phases: ['prepare', 'extract'] },
      { type: 'phase', phase: 'prepare' },
      progress('extract', 0.4),
    ];
    expect(events.reduce(reduceJob, NEW_JOB)).toEqual({
      phases: ['prepare', 'extract'],
      phase: 'extract',
      progress: progress('extract', 0.4),
      notices: [],
      outcome: null,
    });
  });

  it('keeps the first hundred notices of many', () => {
    const events = Array.from({ length: 500 }, (_, i): LaneEvent => ({ type: 'notice', level: 'info', text: `n${i}` }));
    const { notices } = events.reduce(reduceJob, NEW_JOB);
    expect(notices).toHaveLength(100);
    expect(notices[99]).toEqual({ level: 'info', text: 'n99' });
  });
});
