import { isDeepStrictEqual } from 'node:util';
import { TarstrapError } from '../../../shared/errors.ts';
import type { TargetFacts } from '../../../shared/targetFacts.ts';
import { makePlan } from '../../../shared/plan/make.ts';
import type { Plan, PlanInputs } from '../../../shared/plan/types.ts';
import type { FlashLane } from '../../../shared/protocol.ts';
import { describeTarget } from '../../drives/target.ts';
import { requireNoTwin } from '../../drives/twins.ts';
import { requireTool } from '../../run/tools.ts';
import { toolsToGrow } from '../grow.ts';
import { asCaller, type Caller } from '../caller.ts';
import { requireFilesystem, requireLoopDevices } from '../disk/kernel.ts';

/** What is agreed on: the plan, and what it was made of, as it is now. */
export interface Agreed {
  readonly plan: Plan;
  readonly inputs: PlanInputs;
}

/**
 * The root side trusts nothing: it looks at the target again, makes the plan again, and goes on only if both are what
 * the user saw.
 * @throws TarstrapError `target-changed`, `target-twin`, and all that {@link makePlan} refuses
 */
export async function agree({ inputs, shown }: FlashLane, caller: Caller | null): Promise<Agreed> {
  const target = await lookAt(inputs.target, inputs.archive.file.path, caller);
  const now: PlanInputs = { ...inputs, target, host: { ...inputs.host, isRoot: caller === null } };
  const plan = makePlan(now);
  requireShown(plan, shown);
  await requireNoTwin(plan);
  await requireMeans(plan);
  return { plan, inputs: now };
}

/** The chosen target as it is now. @throws TarstrapError `target-changed` */
export async function lookAt(chosen: TargetFacts, source: string, caller: Caller | null): Promise<TargetFacts> {
  const found = await describeTarget(chosen.path, { archivePath: source, as: (step) => asCaller(caller, step) });
  requireSame(chosen, found);
  return { ...found, size: chosen.size };
}

/** Free space changes by itself, the medium must not. */
export function requireSame(chosen: TargetFacts, found: TargetFacts): void {
  const keys = [
    'kind',
    'path',
    'device',
    'diskseq',
    'inode',
    'serial',
    'wwn',
    'model',
    'sectorSize',
    ...(chosen.kind === 'directory' ? [] : (['size'] as const)),
  ] as const satisfies readonly (keyof TargetFacts)[];
  const changed = keys.find((key) => chosen[key] !== found[key]);
  if (!changed) return;
  const what = `its ${changed} was ${String(chosen[changed] ?? 'unknown')} and is ${String(found[changed] ?? 'unknown')} now`;
  throw new TarstrapError('target-changed', { path: chosen.path, what });
}

/** Mounts may come and go between choice and job: they are taken off whatever they are. */
export function requireShown<T extends Pick<Plan, 'target' | 'unmount'>>(plan: T, shown: T): void {
  // As it crosses to us: what is undefined is not there.
  const essence = ({ target: _target, unmount: _unmount, ...rest }: T): unknown => JSON.parse(JSON.stringify(rest));
  if (isDeepStrictEqual(essence(plan), essence(shown))) return;
  throw new TarstrapError('target-changed', { path: plan.target.path, what: 'what would be done is not what was shown' });
}

/** Every tool and kernel feature is asked for before anything is wiped. */
async function requireMeans(plan: Plan): Promise<void> {
  const always = ['tar', 'chroot', 'setpriv', 'mkfifo', 'mount', 'umount', 'sync', 'blockdev', 'dd', 'flock'];
  const disk = plan.table ? ['sfdisk', 'partx', 'wipefs', 'losetup', 'nsenter'] : [];
  const made = plan.volumes.flatMap((volume) => volume.mkfs?.tool ?? []);
  const swap = plan.areas.flatMap(({ swap: area }) => area?.mkswap.tool ?? []);
  const growing = plan.grow ? toolsToGrow(plan.grow) : [];
  const amending = plan.fstab.length + plan.boot.length + plan.bootFiles.length + plan.firstBoot.lines.length > 0 ? ['cp', 'touch'] : [];
  for (const tool of [...always, ...disk, ...made, ...swap, ...amending, ...growing, ...(plan.verify === 'full' ? ['cmp'] : [])]) requireTool(tool);
  for (const { filesystem } of plan.volumes) await requireFilesystem(filesystem);
  if (plan.stage || plan.target.kind === 'image') await requireLoopDevices();
}
