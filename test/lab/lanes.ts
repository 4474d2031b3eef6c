import type { DriveState } from '../../shared/errors.ts';
import { isTerminal } from '../../shared/protocol.ts';
import type { Printed } from './cli.ts';
import type { Loop } from './devices.ts';

/** What is said of several drives, in their order. */

export const devicesOf = (loops: readonly Loop[]): string[] => loops.map(({ device }) => device);

type Ending = Extract<Printed, { type: 'finished' | 'failed' | 'cancelled' }>;

/** How each of them ended: once each. */
export function endingsOf(events: readonly Printed[], loops: readonly Loop[]): Ending[][] {
  return devicesOf(loops).map((device) => events.flatMap((event) => (isOf(event, device) && isTerminal(event) ? event : [])));
}

export function endsOf(events: readonly Printed[], loops: readonly Loop[]): Ending['type'][][] {
  return endingsOf(events, loops).map((endings) => endings.map(({ type }) => type));
}

export function isOf(event: Printed, device: string): boolean {
  return 'target' in event && event.target === device;
}

export const all = <T>(loops: readonly Loop[], value: T): T[] => loops.map(() => value);

/** As it ends where it fails. */
export function failed({ code, drive }: { readonly code: string; readonly drive: DriveState }): object {
  return { type: 'failed', drive, failure: { code } };
}

export type Four = readonly [Loop, Loop, Loop, Loop];

export function fourOf(make: () => Loop): Four {
  return [make(), make(), make(), make()];
}
