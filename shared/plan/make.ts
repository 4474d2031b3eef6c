import { extractCommand } from './extract.ts';
import { planFstab } from './fstab.ts';
import { planBoot } from './boot.ts';
import { planEfi } from './efiFiles.ts';
import { planFirstBoot } from './firstBoot.ts';
import { growBeyond } from './growBeyond.ts';
import { chooseMode, type ModeChoice } from './mode.ts';
import { planLoaders } from './loaders.ts';
import { onFat } from './onFat.ts';
import { refuseArchive } from './refuse.ts';
import { refuseTooSmall } from './room.ts';
import { deviceBytes } from './sizes.ts';
import { placePartitions, sfdiskScript } from './table.ts';
import { mustSeal, refuseTarget } from './target.ts';
import type { Plan, PlanInputs, Volume } from './types.ts';
import { atMost, likely, refuseUnread } from './unread.ts';
import { effectiveLayout, makeAreas, makeVolumes, targetSize } from './volumes.ts';

/**
 * The whole plan from what is known and what is asked for. Pure: the same inputs give the same plan, in the window,
 * in the terminal, and as root, where it is made again and compared with the one that was shown.
 * @param chosen the way, where that is not open any more
 * @throws TarstrapError for everything that must be refused before anything is written.
 */
export function makePlan(given: PlanInputs, chosen?: ModeChoice): Plan {
  refuseTarget(given);
  refuseArchive(given);
  const layout = effectiveLayout(given);
  refuseUnread(given, layout);
  const asked = { ...given, archive: onFat(given.archive, layout) };
  const inputs = { ...asked, archive: likely(asked.archive) };
  const choice = chosen ?? chooseMode(inputs);
  const sizeByte = targetSize(inputs, layout, choice.stage !== null);
  // Made once, and never more: of what else is reckoned with, the filesystem can take more.
  const densest = { ...inputs.archive, inodes: atMost(asked.archive).inodes };
  const volumes = makeVolumes({ ...inputs, archive: densest }, layout, sizeByte, choice.mode);
  const areas = makeAreas(inputs, layout, sizeByte);
  refuseTooSmall(asked, volumes);
  const loaders = planLoaders(inputs, layout, layout.loaders ? placePartitions(layout, sizeByte) : [], sizeByte);
  const { target, archive, ids, options } = inputs;
  const seal = mustSeal(inputs);
  return {
    target,
    layoutId: layout.id,
    sizeByte,
    ...choice,
    unmount: target.kind === 'directory' ? [] : target.mounts,
    seal,
    table: layout.table && { label: layout.table, script: sfdiskScript(layout, sizeByte, target.sectorSize, ids, target.path) },
    grow: growBeyond(inputs, layout, volumes, sizeByte),
    volumes,
    areas,
    loaders,
    extract: extractCommand(asked.archive, volumes, seal),
    sameUuids: options.sameUuids === true,
    unread: asked.archive.unread > 0,
    inside: archive.inside,
    ending: archive.ending,
    ...planFstab(inputs, volumes, areas),
    boot: planBoot(inputs, volumes, areas),
    ...planEfi(inputs, layout, volumes),
    firstBoot: planFirstBoot(inputs, volumes),
    verify: options.verify,
    estimates: { archiveBytes: archive.file.size, streamBytes: archive.streamBytes, deviceBytes: deviceBytes(archive, !isUnjournalled(volumes)) },
  };
}

function isUnjournalled(volumes: readonly Volume[]): boolean {
  return volumes.some(({ mkfs, filesystem }) => mkfs && filesystem === 'ext4');
}
