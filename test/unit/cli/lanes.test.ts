import { expect, it } from 'vitest';
import { inFront, outcomeOf, toldBy } from '../../../electron/cli/lanes.ts';
import { after, finished, lanesOf, of, progress } from './lane.ts';

const both = lanesOf('/dev/sdb', '/dev/sdc');

it('an event is that of its own lane, and of no other', () => {
  const [sdb, sdc] = after(both, of('/dev/sdc', progress('write', 0.5)), of('/dev/elsewhere', finished()));
  expect(sdb).toEqual(both[0]);
  expect(sdc?.job.progress?.fraction).toBe(0.5);
});

it('what is refused has failed for all who have not ended', () => {
  const failure = { code: 'engine-refused', facts: { problem: 'no' } } as const;
  const failed = { type: 'failed', failure, drive: 'untouched' };
  expect(toldBy({ type: 'refused', failure }, both)).toEqual([
    { ...failed, target: '/dev/sdb' },
    { ...failed, target: '/dev/sdc' },
  ]);
  expect(toldBy({ type: 'refused', failure }, after(both, of('/dev/sdb', finished())))).toEqual([{ ...failed, target: '/dev/sdc' }]);
  expect(toldBy({ type: 'ready', version: 1, uid: 0, pid: 1, tools: [] }, both)).toEqual([]);
});

it('who has no last word is lost', () => {
  const lost = { kind: 'failed', failure: { code: 'engine-lost', facts: {} }, drive: 'incomplete' };
  expect(both.map(outcomeOf)).toEqual([lost, lost]);
});

it('a name is said where there are several', () => {
  expect(both.map((lane) => inFront(lane, both))).toEqual(['/dev/sdb: ', '/dev/sdc: ']);
  expect(inFront({ path: '/dev/sdb' }, both.slice(0, 1))).toBe('');
});
