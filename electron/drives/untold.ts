import { probeTags } from './blkid.ts';
import type { Device } from './device.ts';
import { carriesSystem } from './safety.ts';
import type { Snapshot } from './snapshot.ts';

/** Where udev does not run, or has not come yet, the devices themselves are asked for their tags: only if protection hangs on it. */

/** Those of them that are asked, while something is due by its tag, or beside the system, where a boot loader may lie. */
export function untold(snapshot: Snapshot): Device[] {
  const nothing = allUntold(snapshot);
  if (snapshot.due.some(({ byTag }) => byTag)) return nothing;
  return nothing.filter(({ type, parents }) => type === 'part' && parents.some((disk) => carriesSystem(snapshot, disk)));
}

/** Those of which nothing is told. */
export function allUntold({ devices }: Pick<Snapshot, 'devices'>): Device[] {
  return [...devices.values()].filter(isUntold);
}

/** A whole drive with a partition table has nothing to tell. */
function isUntold({ type, size, children, filesystem, uuid, partUuid, partType }: Device): boolean {
  const isPlain = type === 'part' || children.length === 0;
  return isPlain && size > 0 && [filesystem, uuid, partUuid, partType].every((told) => told === undefined);
}

export async function withTags(devices: ReadonlyMap<string, Device>, asked: readonly Device[]): Promise<Map<string, Device>> {
  const told = await Promise.all(asked.map(async (device): Promise<[string, Device]> => [device.number, { ...device, ...(await probeTags(device.path)) }]));
  return new Map([...devices, ...told]);
}
