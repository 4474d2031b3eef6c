import { openLanes, type Lane, reduceLanes } from '../../../electron/cli/lanes.ts';
import type { JobEvent, LaneEvent, PhaseId, Progress, Summary } from '../../../shared/protocol.ts';
import { makeImageInputs } from '../shared/plan/imageInputs.ts';
import { makeImagePlan } from '../../../shared/plan/image.ts';

/** Lanes of a job, and what they are told. */

export function lanesOf(...paths: string[]): readonly Lane[] {
  const lanes = paths.map((path, index) => {
    const inputs = makeImageInputs({ target: { path, device: `7:${index}` } });
    return { inputs, shown: makeImagePlan(inputs) };
  });
  return openLanes({ type: 'flash-image', lanes });
}

export function of(target: string, event: LaneEvent): JobEvent {
  return { ...event, target };
}

export function after(lanes: readonly Lane[], ...events: JobEvent[]): readonly Lane[] {
  return events.reduce(reduceLanes, lanes);
}

export function progress(phase: PhaseId, fraction: number, more: Partial<Progress> = {}): Progress {
  const still = { archivePosition: 0, archiveSize: 0, tarPosition: null, deviceWritten: 0, archiveRate: 0, deviceRate: 0, eta: null, elapsed: 0, age: 0 };
  return { type: 'progress', phase, fraction, ...still, ...more };
}

const SUMMARY: Summary = { bytes: 3_200_000_000, entries: null, seconds: 134, deviceWritten: 0, mode: null, verified: 'full', lost: [] };

export function finished(more: Partial<Summary> = {}): LaneEvent {
  return { type: 'finished', summary: { ...SUMMARY, ...more } };
}

export const broken = (path: string): LaneEvent => ({ type: 'failed', failure: { code: 'drive-io', facts: { path }, detail: 'dd: EIO' }, drive: 'incomplete' });
