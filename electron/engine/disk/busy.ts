import { busy } from '../../../shared/busy.ts';
import type { TarstrapError } from '../../../shared/errors.ts';
import type { Holder } from '../../../shared/targetFacts.ts';
import { heldBy } from '../../drives/held.ts';
import { holdersOf, mountersOf } from '../../drives/holders.ts';
import { takeSnapshot } from '../../drives/snapshot.ts';
import { numberOfNode } from './sysfs.ts';

/** `target-busy` with the names of all that has the device, or something on it, in use. */
export async function inUse(device: string, detail?: string): Promise<TarstrapError> {
  return busy(device, await usersOf(device), undefined, detail);
}

/** What the kernel has made of it, where it is mounted, and which processes are there. */
export async function usersOf(device: string): Promise<Holder[]> {
  return [...heldBy(await takeSnapshot(), numberOfNode(device)), ...mountersOf(device), ...holdersOf(device).map((what) => ({ what }))];
}
