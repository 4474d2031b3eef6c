import { describe, expect, it } from 'vitest';
import { EMPTY_TAIL, extended, MOST, readFrom } from '../../../renderer/progress/logTail.ts';
import { stepsOf } from '../../../renderer/progress/steps.ts';
import { DEFAULTS } from '../../../electron/app/state/chosen.ts';
import { announcement } from '../../../renderer/window/announcement.ts';
import type { Summary } from '../../../shared/protocol.ts';
import { makeLane } from '../shared/lanes.ts';
import type { AppState, JobLane, JobView, ReviewView } from '../../../shared/view.ts';

const progress = {
  phase: 'extract',
  fraction: 0.11,
  archivePosition: 0,
  archiveSize: 1,
  tarPosition: null,
  deviceWritten: 0,
  archiveRate: 0,
  deviceRate: 0,
  eta: null,
  elapsed: 1,
  age: 0,
} as const;

const SUMMARY = { bytes: 1, entries: 1, seconds: 1, deviceWritten: 1, mode: 'staged', verified: 'full', lost: [] } as const satisfies Summary;
const CANCELLED = { kind: 'cancelled', drive: 'untouched' } as const;

const lane = (more: Partial<JobLane>): JobLane => makeLane({ phase: 'extract', fraction: 0.11, ...more }, { title: 'SanDisk' });

const job: JobView = {
  id: 1,
  kind: 'flash',
  archive: { kind: 'archive', path: '/x.tar', size: 1 },
  lanes: [lane({})],
  stage: 'running',
  phases: ['prepare', 'extract', 'verify'],
  phase: 'extract',
  progress,
  rates: { every: 1, archive: [], device: [] },
  warnings: [],
  warningCount: 0,
  logLength: 0,
  outcome: null,
};
const state: AppState = {
  about: { version: '1', layouts: [] },
  archive: { kind: 'none' },
  drives: { known: true, drives: [], problem: null, watching: null },
  review: null,
  capture: null,
  job,
};
const withJob = (more: Partial<JobView>): AppState => ({ ...state, job: { ...job, ...more } });

describe('announcements', () => {
  it.each([
    [{ progress: { ...progress, fraction: 0.19 } }, null],
    [{ progress: { ...progress, fraction: 0.2 } }, '20 %.'],
    [{ phase: 'verify' }, 'Now verifying, 11 %.'],
    [{ progress: { ...progress, age: 3001 } }, 'No sign of life from the drive.'],
    [{ stage: 'cancelling' }, 'Cancelling.'],
    [{ stage: 'ended', outcome: CANCELLED, lanes: [lane({ outcome: CANCELLED })] }, 'Cancelled. Nothing was written to the target.'],
  ] as const)('of %j: %s', (more, words) => {
    expect(announcement(state, withJob(more))).toBe(words);
  });

  it('of several drives tell of each that ends, and count them in the end', () => {
    const done = { kind: 'finished', summary: SUMMARY } as const;
    const lost = { kind: 'failed', failure: { code: 'drive-gone', facts: { path: '/dev/sdc' } }, drive: 'incomplete' } as const;
    const other = (more: Partial<JobLane>): JobLane => makeLane(more, { title: 'Kingston', path: '/dev/sdc' });
    const both = withJob({ lanes: [lane({}), other({})] });
    expect(announcement({ ...state, job: null }, both)).toBe('The job for 2 drives begins.');
    const oneLost = withJob({ lanes: [lane({}), other({ outcome: lost })] });
    expect(announcement(both, oneLost)).toBe('Kingston, /dev/sdc, has failed.');
    const ended = withJob({ stage: 'ended', outcome: lost, lanes: [lane({ outcome: done }), other({ outcome: lost })] });
    expect(announcement(oneLost, ended)).toBe('1 of 2 drives is done.');
  });

  it('of an archive and a drive that come together', () => {
    const before = { ...state, job: null };
    expect(announcement(before, { ...before, archive: { kind: 'inspecting', path: '/a/b.tar', position: 0, size: 1 } })).toBe('Inspecting b.tar.');
    expect(announcement(before, before)).toBeNull();
    expect(announcement(before, state)).toBe('The job for SanDisk begins.');
  });

  it('of a layout that was chosen, and of a file that is none', () => {
    const plan = { kind: 'ready', id: 1, remarks: [], commands: [], confirmation: null, destructive: true } as const;
    const review: ReviewView = { lanes: [], places: [], options: DEFAULTS, isOnFat: false, ownLayout: { title: null, problem: null }, firstBoot: null, plan };
    const remark = { id: 'layout-proposed', tone: 'info', text: 'The layout “x” is chosen.' } as const;
    const problem = { code: 'layout-unfit', facts: { path: '/x', what: 'it is empty' } } as const;
    const withReview = (changes: Partial<ReviewView>): AppState => ({ ...state, job: null, review: { ...review, ...changes } });
    const proposed = withReview({ plan: { ...plan, remarks: [remark] } });
    expect(announcement(withReview({}), proposed)).toBe(remark.text);
    expect(announcement(proposed, withReview({ plan: { ...plan, id: 2, remarks: [remark] } }))).toBeNull();
    expect(announcement(proposed, withReview({}))).toBeNull();
    expect(announcement(withReview({}), withReview({ ownLayout: { title: null, problem } }))).toBe('/x is not a layout file: it is empty.');
  });
});

describe('steps', () => {
  it('are done before the current one, and to come behind it', () => {
    expect(stepsOf(['prepare', 'extract', 'verify'], 'extract').map((step) => step.state)).toEqual(['done', 'current', 'to come']);
    expect(stepsOf(['prepare', 'extract'], null).map((step) => step.state)).toEqual(['to come', 'to come']);
  });
});

describe('the end of the log', () => {
  const numbered = (from: number, count: number): { lines: string[]; next: number } => ({
    lines: Array.from({ length: count }, (_, i) => `line ${from + i}`),
    next: from + count,
  });

  it('grows piece by piece', () => {
    const first = extended(EMPTY_TAIL, 0, numbered(0, 3));
    const second = extended(first, 3, numbered(3, 2));
    expect(second).toEqual({ ...numbered(0, 5), first: 0 });
  });

  it('is cut at its beginning, and skips what would be cut', () => {
    expect(readFrom(EMPTY_TAIL, 10_000)).toBe(10_000 - MOST);
    const tail = extended(EMPTY_TAIL, 9_500, numbered(9_500, 500));
    expect(tail.first).toBe(9_500);
    const grown = extended(tail, 10_000, numbered(10_000, 7));
    expect([grown.lines.length, grown.first, grown.lines[0]]).toEqual([MOST, 9_507, 'line 9507']);
  });
});
