import type { JobLane, TargetView } from '../../../shared/view.ts';

/** Lanes as the window has them, for tests of words. */

export function makeTarget(facts: Partial<TargetView> = {}): TargetView {
  return { ref: { kind: 'image' }, kind: 'disk', title: 'SanDisk Ultra', path: '/dev/sdb', size: 31.9e9, bus: 'usb', serial: undefined, ...facts };
}

export function makeLane(lane: Partial<JobLane> = {}, target: Partial<TargetView> = {}): JobLane {
  return { target: makeTarget(target), phase: null, fraction: 0, deviceRate: 0, age: 0, outcome: null, ...lane };
}
