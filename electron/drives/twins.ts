import { TarstrapError } from '../../shared/errors.ts';
import type { Plan } from '../../shared/plan/types.ts';
import { type Snapshot, takeSnapshot } from './snapshot.ts';
import { look } from './sysfs.ts';
import { allUntold, withTags } from './untold.ts';

/**
 * Filesystems that would get the UUID of one that is there already: this machine could take the one for the other, and of btrfs the kernel does
 * (fs/btrfs/volumes.c, `device_list_add`).
 * @throws TarstrapError `target-twin`, before anything is written
 */
export async function requireNoTwin(plan: Plan): Promise<void> {
  if (!plan.sameUuids && !plan.volumes.some(({ uuid }) => look(`/sys/fs/btrfs/${uuid}`))) return;
  const { devices } = await takeSnapshot();
  // Where udev does not run, all of them are asked.
  const twin = twinOf(plan, { devices: await withTags(devices, allUntold({ devices })) });
  if (twin) throw new TarstrapError('target-twin', { path: plan.target.path, ...twin });
}

/** Pure. @returns another device, and the UUID that both would have; the target's own filesystems go */
export function twinOf({ target, volumes, areas }: Plan, { devices }: Pick<Snapshot, 'devices'>): { twin: string; uuid: string } | undefined {
  const uuids = [...volumes.flatMap(({ uuid, mkfs }) => (mkfs ? uuid : [])), ...areas.flatMap(({ swap }) => swap?.uuid ?? [])].map((uuid) =>
    uuid.toLowerCase(),
  );
  const own = target.kind === 'image' ? [] : [target.device, ...(devices.get(target.device ?? '')?.children ?? [])];
  const found = [...devices.values()].find(({ number, uuid }) => uuid !== undefined && uuids.includes(uuid.toLowerCase()) && !own.includes(number));
  return found && { twin: found.path, uuid: found.uuid ?? '' };
}
