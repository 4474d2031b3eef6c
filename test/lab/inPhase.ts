import { expect, vi } from 'vitest';
import type { PhaseId } from '../../shared/protocol.ts';
import { type CliRun, type Printed, startCli } from './cli.ts';
import { type Loop, throttle, throttleReads, written } from './devices.ts';
import { isOf } from './lanes.ts';

/** Jobs that stay in a phase for as long as a test needs it. */

const MiB = 1024 ** 2;

const isPhase =
  (phase: PhaseId) =>
  (event: Printed): boolean =>
    event.type === 'phase' && event.phase === phase;
const isUnderWay = (event: Printed): boolean => event.type === 'progress' && event.phase === 'write' && event.deviceWritten > 4 * MiB;

/** Writes an image, up to that phase, in which something of it was done. */
export async function flashInto(phase: PhaseId, { device, number }: Loop, image: string, ...options: readonly string[]): Promise<CliRun> {
  const before = written(number);
  if (phase === 'prepare') throttle(number, 1_000_000);
  if (phase === 'write') throttle(number, 20_000_000);
  if (phase === 'verify') throttleReads(number, 40_000_000);
  const run = startCli(['flash', image, device, '--yes', '--json', ...options]);
  if (phase === 'finish') {
    await run.event(isPhase('verify'));
    throttle(number, 1_000_000);
  }
  await run.event(phase === 'write' ? isUnderWay : isPhase(phase));
  if (phase === 'prepare') await vi.waitFor(() => expect(written(number)).toBeGreaterThan(before), { timeout: 10_000, interval: 10 });
  return run;
}

/** Settles when the job is in that phase for this drive. */
export function phaseOf(run: CliRun, { device }: Loop, phase: PhaseId): Promise<unknown> {
  return run.event((event) => isPhase(phase)(event) && isOf(event, device));
}

export async function allIn(phase: PhaseId, run: CliRun, loops: readonly Loop[]): Promise<void> {
  await Promise.all(loops.map((loop) => phaseOf(run, loop, phase)));
}
