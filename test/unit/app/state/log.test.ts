import { describe, expect, it } from 'vitest';
import { logText, openLog } from '../../../../electron/app/state/log.ts';
import type { LaneEvent, Summary } from '../../../../shared/protocol.ts';

describe('openLog', () => {
  it('has a line with its time for everything, and is read piece by piece', () => {
    let now = 0;
    const log = openLog(() => now);
    log.add('preparing');
    now = 65;
    log.add('unpacking');
    expect(log.read(0)).toEqual({ lines: ['   0:00  preparing', '   1:05  unpacking'], next: 2 });
    expect(log.read(2)).toEqual({ lines: [], next: 2 });
  });

  it('an event is one line, however many its words want to be, and commands no terminal', () => {
    const log = openLog(() => 0);
    log.add('warning: \u001b[2J\n   9:99  finished\u202e');
    log.add('\u009b'.repeat(1_000_000));
    expect(log.all()[0]).toBe('   0:00  warning: \\x1b[2J\\n   9:99  finished\\u202e');
    expect(log.length).toBe(2);
    expect(log.all()[1]?.length).toBeLessThan(20_000);
  });

  it('gives no more at once than may cross to the window, and all of it in the end', () => {
    const log = openLog(() => 0);
    for (let i = 0; i < 100; i += 1) log.add(String(i).repeat(1000));
    const read: string[] = [];
    for (let next = 0; next < log.length;) {
      const chunk = log.read(next);
      expect(JSON.stringify(chunk.lines).length).toBeLessThan(20_000);
      read.push(...chunk.lines);
      next = chunk.next;
    }
    expect(read).toEqual(log.all());
  });

  it('is bounded, and says that it is', () => {
    const log = openLog(() => 0);
    for (let i = 0; i < 6000; i += 1) log.add('x');
    expect(log.length).toBe(5001);
    expect(log.all().at(-1)).toContain('left out');
  });

  it('is not misled by a place that does not exist', () => {
    expect(openLog(() => 0).read(99)).toEqual({ lines: [], next: 99 });
  });
});

const SUMMARY: Summary = {
  bytes: 1,
  entries: 1,
  seconds: 1,
  deviceWritten: 1,
  mode: null,
  verified: 'none',
  lost: [
    { what: 'ACLs', count: 3, example: 'a' },
    { what: 'flags', count: 1, example: 'b' },
  ],
};

describe('logText', () => {
  it.each<[LaneEvent, string]>([
    [{ type: 'started', job: 'flash', phases: [] }, 'flash /dev/sdz'],
    [{ type: 'phase', phase: 'extract' }, 'unpacking'],
    [{ type: 'notice', level: 'warning', text: 'a' }, 'warning: a'],
    [{ type: 'notice', level: 'info', text: 'a' }, 'a'],
    [{ type: 'cancelled', drive: 'untouched' }, 'cancelled'],
    [{ type: 'finished', summary: SUMMARY }, 'finished · Not kept: ACLs (3 members, such as a). · Not kept: flags (b).'],
  ])('%j', (event, expected) => expect(logText(event, '/dev/sdz')).toBe(expected));
});
