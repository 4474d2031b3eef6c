import { describe, expect, it } from 'vitest';
import { againWords, headingOf, proofOf } from '../../../renderer/done/words.ts';
import { canPick, isFull, pathOfPick, pickedOf, pickOf, toggled, withPick } from '../../../renderer/drives/picks.ts';
import { laneState } from '../../../renderer/progress/laneState.ts';
import { refusedWords } from '../../../renderer/review/words.ts';
import { MOST_LANES } from '../../../shared/lanes.ts';
import { makeLane } from '../shared/lanes.ts';
import { drive } from './drives.ts';

describe('drives that are checked', () => {
  const one = drive('/dev/sdb', { diskseq: '7' });
  const other = drive('/dev/sdc');

  it('can be written, and are no fixed drives', () => {
    expect(canPick(one)).toBe(true);
    expect(canPick(drive('/dev/sda', { removable: false }))).toBe(false);
    expect(canPick(drive('/dev/sda', { protectedBy: 'the running system lies on it' }))).toBe(false);
  });

  it('stay in the order in which they were checked, until they are gone or another medium is there', () => {
    const picks = [pickOf(other), pickOf(one)];
    expect(pickedOf(picks, [one, other])).toEqual([other, one]);
    expect(pickedOf(picks, [one])).toEqual([one]);
    expect(pickedOf(picks, [drive('/dev/sdb', { diskseq: '8' }), other])).toEqual([other]);
    expect(picks.map(pathOfPick)).toEqual(['/dev/sdc', '/dev/sdb']);
  });

  it('are added and taken away one by one', () => {
    expect(toggled([], one)).toEqual([pickOf(one)]);
    expect(toggled([one, other], one)).toEqual([pickOf(other)]);
    expect(withPick([one], one)).toEqual([pickOf(one)]);
  });

  it('are no more than a job can have', () => {
    const many = Array.from({ length: MOST_LANES }, (_, i) => drive(`/dev/sd${String.fromCharCode(98 + i)}`));
    expect(isFull(many.slice(1))).toBe(false);
    expect(isFull(many)).toBe(true);
    expect(toggled(many, drive('/dev/sdz'))).toHaveLength(MOST_LANES);
    expect(toggled(many, drive('/dev/sdb'))).toHaveLength(MOST_LANES - 1);
  });
});

const FINISHED = {
  kind: 'finished',
  summary: { bytes: 1.2e9, entries: 1, seconds: 125, deviceWritten: 1, mode: 'staged', verified: 'full', lost: [] },
} as const;
const CANCELLED = { kind: 'cancelled', drive: 'untouched' } as const;

describe('the state of a lane', () => {
  it.each([
    [{}, 'waiting', 'going'],
    [{ phase: 'write' }, 'writing', 'going'],
    [{ phase: 'write', age: 12_000 }, 'silent for 0:12', 'caution'],
    [{ phase: 'verify', age: 12_000, outcome: CANCELLED }, 'cancelled', 'neutral'],
    [{ outcome: { kind: 'failed', failure: { code: 'drive-gone', facts: {} }, drive: 'incomplete' } }, 'failed', 'bad'],
  ] as const)('%j is: %s', (lane, words, tone) => expect(laneState(makeLane(lane))).toEqual({ words, tone }));
});

it('the end of several drives counts them, and tells of each what was verified', () => {
  const done = makeLane({ outcome: { ...FINISHED, summary: { ...FINISHED.summary, lost: [] } } });
  const cancelled = makeLane({ outcome: CANCELLED });
  expect(headingOf([done, cancelled])).toBe('1 of 2 drives is done');
  expect(headingOf([cancelled, cancelled])).toBe('Cancelled');
  expect(proofOf({ ...FINISHED.summary, lost: [] })).toBe('Safe to unplug, and verified in full: 1.2 GB in 2:05.');
});

it.each([
  [1, 3, '1 drive cannot be written. Take it out to write the others.'],
  [2, 3, '2 drives cannot be written. Take them out to write the other one.'],
  [3, 3, '3 drives cannot be written.'],
])('%i of %i drives are refused: %s', (refused, all, words) => {
  expect(refusedWords(refused, all)).toBe(words);
});

describe('on from the end of a job', () => {
  const done = { outcome: { ...FINISHED, summary: { ...FINISHED.summary, lost: [] } } };

  it('is to the next drive, where all went well', () => {
    expect(againWords([makeLane(done)])).toBe('Again with another drive');
    expect(againWords([makeLane(done, { kind: 'partition' })])).toBe('Again with another drive');
    expect(againWords([makeLane(done), makeLane(done)])).toBe('Again with other drives');
  });

  it('is back, where something is to be put right, or it was no drive', () => {
    expect(againWords([makeLane({ outcome: CANCELLED })])).toBe('Back to drives');
    expect(againWords([makeLane(done), makeLane({ outcome: CANCELLED })])).toBe('Back to drives');
    expect(againWords([makeLane(done, { kind: 'image' })])).toBe('Back to drives');
    expect(againWords([makeLane(done, { kind: 'directory' })])).toBe('Back to drives');
  });
});
