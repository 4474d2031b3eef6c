import { TarstrapError } from '../errors.ts';
import { formatBytes } from '../format.ts';
import { hasFatRoot, rootKindOf } from '../layout.ts';
import { UNPACKING } from '../progress.ts';
import { hasChecksums } from './mkfs.ts';
import { deviceBytes, MiB, vfatTables } from './sizes.ts';
import type { FlashOptions, Mode, Plan, PlanInputs } from './types.ts';

/** Direct or staged (`design.md` §5): which way the bytes go, and the reason in one line. */

export interface ModeChoice {
  readonly mode: Mode;
  readonly modeReason: string;
  readonly stage: Plan['stage'];
  readonly directIf: Plan['directIf'];
}

/**
 * What no card does. Its rate, in bytes a second, is that of an SSD, whatever the plug; where unpacking is slower than the
 * drive, a stage only adds its time. And to a drive that takes many small writes a second, as eMMC and SSDs do, their order
 * does not matter.
 */
const NO_CARD = { rate: 200e6, operations: 4000 };

/** A card reader or stick: slow, and much slower still when it is written out of order. */
function isSlowMedium(inputs: PlanInputs): boolean {
  const { bus, removable } = inputs.target;
  return removable || bus === 'mmc' || bus === 'usb' || bus === 'loop';
}

/** The way of a plan, for another one. */
export function wayOf({ mode, modeReason, stage, directIf }: Plan): ModeChoice {
  return { mode, modeReason, stage, directIf };
}

function direct(modeReason: string): ModeChoice {
  return { mode: 'direct', modeReason, stage: null, directIf: null };
}

/** Of the memory that is free, so much may be a stage. */
export const STAGE_SHARE = 0.7;

function stageFor(inputs: PlanInputs): Plan['stage'] {
  const tables = hasFatRoot(inputs.options.layout) ? vfatTables(inputs.target.size) : 0;
  const bytes = Math.ceil(deviceBytes(inputs.archive) * 1.1) + tables + 64 * MiB;
  if (bytes + 256 * MiB < inputs.host.memoryAvailable * STAGE_SHARE) return { place: 'memory', bytes };
  if (bytes + 512 * MiB < inputs.host.scratchAvailable) return { place: 'disk', bytes };
  return null;
}

function filesystemsMade({ layout, filesystem }: FlashOptions): readonly string[] {
  return [rootKindOf(layout, filesystem), ...layout.partitions.flatMap((partition) => (partition.mount === '/' ? [] : partition.filesystem))];
}

/** Why staging is out of the question here, or undefined. */
function stagingExcluded(inputs: PlanInputs): string | undefined {
  const { target, options } = inputs;
  if (target.kind === 'directory') return 'a folder is filled in place';
  if (target.kind === 'partition' && options.layout.table === null) return 'the filesystem on it is kept';
  if (target.kind !== 'image' && options.layout.partitions.some(({ ext4Features = [] }) => !hasChecksums(ext4Features)))
    return 'without checksums the tables of ext4 must be zeroed on the drive itself';
  const made = filesystemsMade(options);
  if (made.includes('btrfs') && (options.sharedBytes !== undefined || options.sameUuids)) return 'the kernel takes drives with the same btrfs for one';
  if (made.includes('xfs') && target.kind !== 'image') return 'the log of xfs must be zeroed on the drive itself';
  return isOutgrown(inputs) ? 'FAT does not grow, and this drive is larger than another' : undefined;
}

/** A stage for the smallest of several drives would leave room behind it that nothing gets. */
function isOutgrown({ target, options: { layout, sharedBytes } }: PlanInputs): boolean {
  return hasFatRoot(layout) && sharedBytes !== undefined && target.size - sharedBytes >= MiB;
}

/** @throws TarstrapError `usage` if a mode is forced that cannot be had here. */
export function chooseMode(inputs: PlanInputs): ModeChoice {
  const forced = inputs.options.mode;
  const excluded = stagingExcluded(inputs);
  if (inputs.target.kind === 'image' && forced !== 'direct')
    return { mode: 'staged', modeReason: 'the image file is itself the stage', stage: null, directIf: null };
  if (forced === 'direct') return direct('as asked for');
  if (excluded) {
    if (forced === 'staged') throw new TarstrapError('usage', { problem: `The staged way is not possible here: ${excluded}.` });
    return direct(excluded);
  }
  if (forced === undefined && inputs.options.sharedBytes === undefined && !isSlowMedium(inputs)) return direct('a fixed drive takes writes in any order');
  const stage = stageFor(inputs);
  if (stage) return staged(stage, inputs);
  if (forced) throw new TarstrapError('usage', { problem: 'The staged way is not possible here: neither memory nor disk has room for the stage.' });
  return direct('neither memory nor disk has room for a stage');
}

function staged(stage: NonNullable<Plan['stage']>, { options, archive }: PlanInputs): ModeChoice {
  const room = `it takes ${formatBytes(stage.bytes)} ${stage.place === 'memory' ? 'of memory' : 'of disk'}`;
  const choice = { mode: 'staged', stage, directIf: null } as const;
  if (options.mode) return { ...choice, modeReason: `as asked for; ${room}` };
  if (options.sharedBytes !== undefined) return { ...choice, modeReason: `all drives are written from one stage; ${room}` };
  const modeReason = `cards and sticks are fastest when written in order; ${room}; a drive that turns out to be better than that is filled directly`;
  return { ...choice, modeReason, directIf: { rate: Math.min(NO_CARD.rate, UNPACKING[archive.compression]), operations: NO_CARD.operations } };
}
