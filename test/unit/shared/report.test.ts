import { expect, it } from 'vitest';
import { reportOf } from '../../../shared/report.ts';
import type { JobOutcome } from '../../../shared/job.ts';
import type { Summary } from '../../../shared/protocol.ts';
import { makeLane } from './lanes.ts';
import type { JobView } from '../../../shared/view.ts';

const FAILED: JobOutcome = {
  kind: 'failed',
  failure: { code: 'drive-io', facts: { path: '/dev/sdx' }, detail: 'tar: one\ntar: \u0007two' },
  drive: 'incomplete',
};

const JOB: JobView = {
  id: 1,
  kind: 'flash',
  archive: { kind: 'archive', path: '/home/me/\u001b[2J\nDone: everything.tar', size: 1000 },
  lanes: [makeLane({ outcome: FAILED }, { title: 'Stick\u202e', path: '/dev/sdx', size: 1000, serial: '\u009b31m1' })],
  stage: 'ended',
  phases: [],
  phase: null,
  progress: null,
  rates: { every: 1, archive: [], device: [] },
  warnings: [],
  warningCount: 0,
  logLength: 1,
  outcome: FAILED,
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

it('a report of several drives names each, and says what became of it', () => {
  const summary: Summary = { bytes: 1e6, entries: 3, seconds: 5, deviceWritten: 1e6, mode: 'staged', verified: 'full', lost: [] };
  const lanes = [makeLane({ outcome: { kind: 'finished', summary } }, { path: '/dev/sdw' }), ...JOB.lanes];
  const lines = reportOf({ ...JOB, lanes }, { version: '1', watching: 'events', log: [] }).split('\n');
  expect(lines.slice(2, 11)).toEqual([
    'Target:  /dev/sdw, SanDisk Ultra, usb, 31.9 GB',
    'Target:  /dev/sdx, Stick\\u202e, usb, \\x9b31m1, 1.0 kB',
    'Drives:  watched by events of the kernel',
    '',
    '/dev/sdw:',
    'Done: 3 members, 1.0 MB, 0:05, verified in full, staged',
    '',
    '/dev/sdx:',
    'Failed (drive-io): Writing or reading /dev/sdx failed.',
  ]);
});

it.each<JobOutcome>([
  { kind: 'cancelled', drive: 'untouched' },
  { ...FAILED, drive: 'untouched' },
])('a report of a capture speaks of its source: %j', (outcome) => {
  const report = reportOf({ ...JOB, kind: 'capture', lanes: [makeLane({ outcome })] }, { version: '1', watching: 'events', log: [] });
  expect(report).toContain('No archive was made, and nothing was written to the source.');
  expect(report).not.toMatch(/target/i);
});
