import { expect, it } from 'vitest';
import { reportOf } from '../../../shared/report.ts';
import type { JobView } from '../../../shared/view.ts';

const JOB: JobView = {
  id: 1,
  archive: { kind: 'archive', path: '/home/me/\u001b[2J\nDone: everything.tar', size: 1000 },
  target: { ref: { kind: 'image' }, kind: 'disk', title: 'Stick\u202e', path: '/dev/sdx', size: 1000, bus: 'usb', serial: '\u009b31m1' },
  stage: 'ended',
  phases: [],
  phase: null,
  progress: null,
  rates: { every: 1, archive: [], device: [] },
  warnings: [],
  warningCount: 0,
  logLength: 1,
  outcome: { kind: 'failed', failure: { code: 'drive-io', facts: { path: '/dev/sdx' }, detail: 'tar: one\ntar: \u0007two' }, drive: 'incomplete' },
};

it('a report that is pasted into a terminal, or read, says only what happened: nothing in it hides, commands or forges a line', () => {
  const lines = reportOf(JOB, { version: '1', watching: 'events', log: ['   0:01  warning: \u001b]0;x\u0007\nFailed'] }).split('\n');
  expect(lines).toEqual([
    'Tarstrap 1',
    'Archive: /home/me/\\x1b[2J\\nDone: everything.tar (1.0 kB)',
    'Target:  /dev/sdx, Stick\\u202e, usb, \\x9b31m1, 1.0 kB',
    'Drives:  watched by events of the kernel',
    'Failed (drive-io): Writing or reading /dev/sdx failed.',
    'tar: one',
    'tar: \\x07two',
    expect.stringContaining('incomplete'),
    expect.any(String),
    '',
    '   0:01  warning: \\x1b]0;x\\x07\\nFailed',
    '',
  ]);
});
