import { amendBootLine, bootFileOf } from '../boot/amend.ts';
import { bootKindOf } from '../boot/kind.ts';
import type { LaidSystem } from '../boot/laid.ts';
import type { ArchiveFacts } from '../facts.ts';
import type { Area, Plan, PlanInputs, Volume } from './types.ts';

/** What becomes of the boot configuration. */

/** Only a root filesystem on what is made afresh has its own amended, as with /etc/fstab. */
export function planBoot({ archive, options }: PlanInputs, volumes: readonly Volume[], areas: readonly Area[]): Plan['boot'] {
  if (options.boot === 'keep' || !archive.rootFilesystem || volumes.every(({ mkfs }) => !mkfs)) return [];
  const laid = laidSystem({ volumes, areas }, hasOf(archive));
  return archive.boot.files.flatMap(({ name, lines }) => {
    const kind = bootKindOf(name);
    if (kind === undefined) return [];
    if (!lines) return [{ file: name, changes: [] }];
    const file = bootFileOf(name, kind, lines);
    const changes = lines.map((from) => ({ from, to: amendBootLine(from, file, laid) })).filter(({ from, to }) => from !== to);
    return changes.length > 0 ? [{ file: name, changes }] : [];
  });
}

/** As boot configuration may name it. */
export function laidSystem({ volumes, areas }: { readonly volumes: readonly Volume[]; readonly areas: readonly Area[] }, has: LaidSystem['has']): LaidSystem {
  return { volumes, swap: areas.find(({ swap }) => swap)?.swap?.uuid, has };
}

/** As far as the facts of an archive tell. */
export function hasOf({ boot }: ArchiveFacts): LaidSystem['has'] {
  const found = new Set(boot.found);
  return (path) => found.has(path);
}
