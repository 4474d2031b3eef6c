import { describe, expect, it } from 'vitest';
import type { AcceptedPlan } from '../../../../electron/app/state/plan.ts';
import { planArchive } from '../../../../electron/app/state/planArchive.ts';
import { togetherOf } from '../../../../electron/app/state/planned.ts';
import { DEFAULTS } from '../../../../electron/app/state/chosen.ts';
import { begin, endAll, failed, hear, type Running, viewJob } from '../../../../electron/app/state/running.ts';
import type { JobEvent, LaneEvent, Summary } from '../../../../shared/protocol.ts';
import { makeTarget } from '../../shared/lanes.ts';
import { makeInputs } from '../../shared/plan/inputs.ts';

/** A job of several drives, as its engine tells of it. */

const SUMMARY: Summary = { bytes: 1, entries: 1, seconds: 1, deviceWritten: 1, mode: 'staged', verified: 'full', lost: [] };

function accepted(...paths: string[]): AcceptedPlan {
  const { archive, target, ids } = makeInputs();
  const plans = paths.map((path) =>
    planArchive(archive, { ...target, path }, { options: DEFAULTS, ids, several: null, beside: null, own: null, firstBoot: () => undefined }),
  );
  return { request: togetherOf(plans), archive: { kind: 'archive', path: '/a.tar', size: 9 }, targets: paths.map((path) => makeTarget({ path })) };
}

function running(...paths: string[]): Running {
  const job = begin(1, accepted(...paths));
  job.stage = 'running';
  for (const path of paths) hear(job, { type: 'started', job: 'flash', phases: ['prepare', 'extract', 'write', 'verify'], target: path });
  return job;
}

function tick(target: string, fraction: number): JobEvent {
  const rates = { archiveRate: 2, deviceRate: 5 };
  return {
    type: 'progress',
    phase: 'write',
    fraction,
    archivePosition: 1,
    archiveSize: 9,
    tarPosition: null,
    deviceWritten: 10,
    ...rates,
    eta: 3,
    elapsed: 1,
    age: 0,
    target,
  };
}

const [X, Y] = ['/dev/sdx', '/dev/sdy'];

describe('a job of several drives', () => {
  it('is as far as the mean of them, and never falls back when one is lost', () => {
    const job = running(X, Y);
    hear(job, tick(X, 0.8));
    hear(job, tick(Y, 0.2));
    expect(viewJob(job)).toMatchObject({ progress: { fraction: 0.5, deviceRate: 10 }, lanes: [{ fraction: 0.8 }, { fraction: 0.2 }] });
    hear(job, { type: 'failed', failure: { code: 'drive-gone', facts: { path: X } }, drive: 'incomplete', target: X });
    expect(viewJob(job)).toMatchObject({ stage: 'running', outcome: null, progress: { fraction: 0.5, deviceRate: 5 } });
    hear(job, tick(Y, 0.6));
    expect(viewJob(job)).toMatchObject({ progress: { fraction: 0.6 } });
  });

  it('ends with the last of them, as badly as the worst', () => {
    const job = running(X, Y);
    hear(job, { type: 'failed', failure: { code: 'drive-gone', facts: { path: X } }, drive: 'incomplete', target: X });
    hear(job, { type: 'finished', summary: SUMMARY, target: Y });
    const view = viewJob(job);
    expect(view).toMatchObject({
      stage: 'ended',
      outcome: { kind: 'failed' },
      lanes: [{ outcome: { kind: 'failed' } }, { fraction: 1, outcome: { kind: 'finished' } }],
    });
  });

  it('whose engine is gone keeps the word of those that had ended', () => {
    const job = running(X, Y);
    hear(job, { type: 'finished', summary: SUMMARY, target: X });
    endAll(job, failed({ code: 'engine-lost', facts: {} }, 'incomplete'));
    expect(viewJob(job).lanes.map(({ outcome }) => outcome?.kind)).toEqual(['finished', 'failed']);
  });

  it('that is refused has written nothing anywhere', () => {
    const job = running(X, Y);
    hear(job, { type: 'refused', failure: { code: 'engine-lost', facts: {} } });
    expect(viewJob(job)).toMatchObject({ stage: 'ended', lanes: [{ outcome: { drive: 'untouched' } }, { outcome: { drive: 'untouched' } }] });
  });

  it('says a warning of all of them once, and names the drive of one that is its own', () => {
    const job = running(X, Y);
    const warn = (target: string, text: string): void => hear(job, { type: 'notice', level: 'warning', text, target });
    for (const path of [X, Y]) warn(path, 'shared');
    warn(Y, 'alone');
    expect(viewJob(job)).toMatchObject({ warnings: ['shared', '/dev/sdy: alone'], warningCount: 2 });
    expect(job.log.all().filter((line) => line.includes('shared'))).toHaveLength(2);
    expect(job.log.all().at(-1)).toMatch(/\/dev\/sdy {2}warning: alone$/);
  });

  it('is not misled by a target that is none of its own', () => {
    const job = running(X, Y);
    hear(job, tick('/dev/sda', 1));
    expect(viewJob(job).progress).toBeNull();
  });
});

describe('a job of one drive', () => {
  it('is that drive', () => {
    const job = running(X);
    const events: LaneEvent[] = [tick(X, 0.3), { type: 'phase', phase: 'verify' }];
    for (const event of events) hear(job, { ...event, target: X });
    hear(job, { type: 'notice', level: 'warning', text: 'odd', target: X });
    const view = viewJob(job);
    expect(view).toMatchObject({ phase: 'verify', progress: { fraction: 0.3, deviceRate: 5, eta: 3 }, warnings: ['odd'], rates: { device: [5] } });
    expect(job.log.all().some((line) => line.includes('/dev/sdx  '))).toBe(false);
  });
});
