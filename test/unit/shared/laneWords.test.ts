import { describe, expect, it } from 'vitest';
import type { JobOutcome } from '../../../shared/job.ts';
import { endWords, nameOfAll, tally } from '../../../shared/laneWords.ts';
import { makeLane } from './lanes.ts';

const FINISHED: JobOutcome = {
  kind: 'finished',
  summary: { bytes: 1, entries: 1, seconds: 1, deviceWritten: 1, mode: null, verified: 'full', lost: [] },
};
const FAILED: JobOutcome = { kind: 'failed', failure: { code: 'drive-gone', facts: { path: '/dev/sdb' } }, drive: 'incomplete' };
const CANCELLED: JobOutcome = { kind: 'cancelled', drive: 'untouched' };
const lanes = (...outcomes: JobOutcome[]) => outcomes.map((outcome) => makeLane({ outcome }));

describe('the words for the targets of a job', () => {
  it('name one, and count several', () => {
    expect(nameOfAll(lanes(FINISHED))).toBe('SanDisk Ultra');
    expect(nameOfAll(lanes(FINISHED, FAILED))).toBe('2 drives');
  });

  it.each([
    [[FINISHED, FINISHED, FINISHED], 'All 3 drives are done'],
    [[FINISHED, FINISHED, FINISHED, FAILED], '3 of 4 drives are done'],
    [[FINISHED, FAILED], '1 of 2 drives is done'],
    [[FAILED, CANCELLED], 'None of 2 drives is done'],
  ])('count those that are done', (outcomes, words) => expect(tally(lanes(...outcomes))).toBe(words));

  it.each([
    [[FINISHED], 'Done. The drive is safe to unplug.'],
    [[CANCELLED], 'Cancelled. Nothing was written to the target.'],
    [[FAILED], expect.stringMatching(/^Failed\. .*\/dev\/sdb/)],
    [[FINISHED, FINISHED], 'All 2 drives are done. They are safe to unplug.'],
    [[FINISHED, FAILED], '1 of 2 drives is done.'],
    [[], ''],
  ])('say how it ended', (outcomes, words) => expect(endWords({ kind: 'flash', lanes: lanes(...outcomes) })).toEqual(words));

  it.each([
    [FINISHED, 'Done. The archive is complete.'],
    [CANCELLED, 'Cancelled. No archive was made, and nothing was written to the source.'],
  ])('say of a capture how its source was left', (outcome, words) => expect(endWords({ kind: 'capture', lanes: lanes(outcome) })).toBe(words));
});
