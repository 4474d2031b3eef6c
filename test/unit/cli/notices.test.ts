import { describe, expect, it } from 'vitest';
import { gatherNotices } from '../../../electron/cli/notices.ts';
import type { JobEvent } from '../../../shared/protocol.ts';
import { after, broken, finished, lanesOf, of } from './lane.ts';

const notice = (target: string, text: string, level: 'info' | 'warning' = 'info'): JobEvent => of(target, { type: 'notice', level, text });
const phase = (target: string): JobEvent => of(target, { type: 'phase', phase: 'write' });

/** What is said after each of these. */
function saidOf(paths: readonly string[], events: readonly JobEvent[]): string[][] {
  const gather = gatherNotices();
  return events.map((event, index) => gather(after(lanesOf(...paths), ...events.slice(0, index + 1)), event));
}

it('one target: at once, as it comes', () => {
  expect(saidOf(['/dev/a'], [notice('/dev/a', 'x'), notice('/dev/a', 'x', 'warning'), phase('/dev/a'), notice('/dev/a', 'x')])).toEqual([
    ['x'],
    ['warning: x'],
    [],
    ['x'],
  ]);
});

describe('several targets', () => {
  const three = ['/dev/a', '/dev/b', '/dev/c'];

  it('what all of them say is said once, without a name', () => {
    expect(saidOf(three, [...three.map((path) => notice(path, 'unpacked')), ...three.map(phase)])).toEqual([[], [], ['unpacked'], [], [], []]);
  });

  it('what some say is said with their names, when one of these goes on or ends', () => {
    const events = [notice('/dev/a', 'slow', 'warning'), phase('/dev/b'), notice('/dev/c', 'slow', 'warning'), phase('/dev/a'), phase('/dev/c')];
    expect(saidOf(three, events)).toEqual([[], [], [], ['/dev/a and /dev/c: warning: slow'], []]);
    expect(saidOf(three, [notice('/dev/b', 'odd'), of('/dev/b', finished())])).toEqual([[], ['/dev/b: odd']]);
  });

  it('who has ended is not waited for', () => {
    expect(saidOf(three, [of('/dev/b', broken('/dev/b')), notice('/dev/a', 'x'), notice('/dev/c', 'x')])).toEqual([[], [], ['x']]);
  });

  it('nothing is lost: who says it later than the others says it again', () => {
    const events = [notice('/dev/a', 'x'), phase('/dev/a'), notice('/dev/b', 'x'), notice('/dev/c', 'x'), phase('/dev/c')];
    expect(saidOf(three, events).flat()).toEqual(['/dev/a: x', '/dev/b and /dev/c: x']);
  });
});
