import { describe, expect, it } from 'vitest';
import { lastWords } from '../../../electron/cli/lastWords.ts';
import type { LaneEvent } from '../../../shared/protocol.ts';
import { after, broken, finished, lanesOf, of } from './lane.ts';

const PATHS = ['/dev/sdb', '/dev/sdc', '/dev/sdd'] as const;
const CANCELLED: LaneEvent = { type: 'cancelled', drive: 'incomplete' };
const OTHER_DATA: LaneEvent = { type: 'failed', failure: { code: 'verify-mismatch', facts: { path: '/dev/sdc', count: 1, example: './a' } }, drive: 'written' };
const lost = (drive: 'incomplete' | 'untouched'): LaneEvent => ({ type: 'failed', failure: { code: 'engine-lost', facts: {} }, drive });

function endOf(...events: LaneEvent[]): ReturnType<typeof lastWords> {
  const paths = PATHS.slice(0, events.length);
  return lastWords(after(lanesOf(...paths), ...events.map((event, index) => of(PATHS[index] as string, event))), 'flash-image');
}

const doneOn = (path: string): string => `Done: 3.2 GB on ${path} in 2:14, verified in full. The drive is safe to unplug.`;

describe('one target', () => {
  it('done', () => expect(endOf(finished())).toEqual({ done: [doneOn('/dev/sdb')], problems: [], exitCode: 0 }));

  it('failed', () => {
    const { done, problems, exitCode } = endOf(broken('/dev/sdb'));
    expect({ done, exitCode }).toEqual({ done: [], exitCode: 74 });
    expect(problems.join('\n').split('\n')).toEqual([
      'tarstrap: Writing or reading /dev/sdb failed.',
      '  dd: EIO',
      'The drive is incomplete and will not boot. Write it again before you use it.',
      expect.any(String),
    ]);
  });

  it('cancelled', () =>
    expect(endOf(CANCELLED)).toEqual({
      done: [],
      problems: ['tarstrap: Cancelled. The drive is incomplete and will not boot. Write it again before you use it.'],
      exitCode: 130,
    }));
});

describe('several targets', () => {
  it('all done: a line each, and what did not land once', () => {
    const some = finished({ lost: [{ what: 'ACLs', count: 2, example: './a' }] });
    const { done, problems, exitCode } = endOf(some, some, some);
    expect(done).toEqual(['Not kept: ACLs (2 members, such as ./a).', ...PATHS.map(doneOn)]);
    expect({ problems, exitCode }).toEqual({ problems: [], exitCode: 0 });
  });

  it('the exit code is that of the worst: other data, an incomplete drive, one that was left as it was, a cancelled job', () => {
    expect(endOf(CANCELLED, finished(), broken('/dev/sdd')).exitCode).toBe(74);
    expect(endOf(finished(), CANCELLED, finished()).exitCode).toBe(130);
    expect(endOf(lost('untouched'), broken('/dev/sdc')).exitCode).toBe(74);
    expect(endOf(broken('/dev/sdb'), lost('untouched')).exitCode).toBe(74);
    expect(endOf(broken('/dev/sdb'), OTHER_DATA, lost('untouched')).exitCode).toBe(75);
    expect(endOf(lost('incomplete'), broken('/dev/sdc')).exitCode).toBe(1);
  });

  it('each failure is told once, with the state of every target that it befell', () => {
    const { done, problems } = endOf(lost('incomplete'), finished(), lost('untouched'));
    expect(done).toEqual([doneOn('/dev/sdc')]);
    expect(problems).toEqual([
      [
        'tarstrap: The root side of Tarstrap ended unexpectedly.',
        '/dev/sdb: The drive is incomplete and will not boot. Write it again before you use it.',
        '/dev/sdd: Nothing was written to the target.',
        'Start again; if it happens twice, report it with the details.',
      ].join('\n'),
    ]);
  });

  it('all cancelled', () => {
    const written: LaneEvent = { type: 'cancelled', drive: 'written' };
    expect(endOf(CANCELLED, written).problems).toEqual([
      [
        'tarstrap: Cancelled.',
        '/dev/sdb: The drive is incomplete and will not boot. Write it again before you use it.',
        '/dev/sdc: It was written completely, but not verified.',
      ].join('\n'),
    ]);
  });
});
