import { existsSync } from 'node:fs';
import { TarstrapError } from '../../../shared/errors.ts';
import type { ArchiveFacts } from '../../../shared/facts.ts';
import type { Layout } from '../../../shared/layout.ts';
import { commandsOf, describePlan } from '../../../shared/plan/describe.ts';
import { sizeOf } from '../../../shared/plan/sizeOf.ts';
import { makeLane, type OneOfSeveral } from '../../../shared/plan/severalDrives.ts';
import type { FlashOptions, Identifiers, Plan } from '../../../shared/plan/types.ts';
import type { FlashLane } from '../../../shared/protocol.ts';
import { planRemarks } from '../../../shared/planRemarks.ts';
import { segmentsAfter } from '../../../shared/segments.ts';
import type { TargetFacts } from '../../../shared/targetFacts.ts';
import { CAPTURED } from '../../../shared/layoutBeside.ts';
import { identifiersIn } from '../../../shared/plan/identifiers.ts';
import { loadersBeside } from '../../archive/loadersBeside.ts';
import { readHost } from '../../run/host.ts';
import { type Chosen, layoutOf } from './chosen.ts';
import { type FirstBootDesk, hasFirstBoot } from './firstBoot.ts';
import type { Planned } from './planned.ts';

interface Asked extends Pick<Chosen, 'options' | 'beside' | 'own'> {
  readonly ids: Identifiers;
  readonly several: OneOfSeveral | null;
  readonly firstBoot: FirstBootDesk['answers'];
}

/** The plan for an archive. @throws TarstrapError of {@link makePlan}, and `archive-unread` where it is to be read completely first */
export function planArchive(archive: ArchiveFacts, target: TargetFacts, asked: Asked): Planned {
  const { options, several } = asked;
  if (options.check && archive.unread > 0) throw new TarstrapError('archive-unread', { path: archive.file.path, why: 'you want it checked' });
  const answers = hasFirstBoot(archive, target.kind, layoutOf(options.layoutId, asked)) ? asked.firstBoot() : undefined;
  const laid = withLoaderFiles(archive, { ...flashOptions(target, asked), ...(answers ? { firstBoot: answers } : {}) });
  const ids = laid.sameUuids ? identifiersIn(laid.layout, asked.ids) : asked.ids;
  const lane = makeLane({ archive, target, options: laid, host: readHost(), ids }, several);
  const plan = lane.shown;
  return {
    request: { type: 'flash', lanes: [lane] },
    size: sizeOf(plan),
    after: (before) => segmentsAfter(plan, before),
    lines: describePlan(plan),
    remarks: planRemarks(archive, plan),
    commands: commandsOf(plan),
    destructive: isDestructive(plan),
  };
}

function withLoaderFiles(archive: ArchiveFacts, options: FlashOptions): FlashOptions {
  const loaderFiles = loadersBeside(archive, options.layout);
  return loaderFiles.length > 0 ? { ...options, loaderFiles } : options;
}

/** A fixed drive may be planned for: it takes typing its name to start that plan. */
function flashOptions(target: TargetFacts, asked: Asked): FlashOptions {
  const { options, several } = asked;
  const { layoutId, filesystem, label, fstab, boot, verify, mode, imageBytes, sameUuids } = options;
  return {
    layout: layoutNamed(layoutId, asked),
    filesystem,
    label,
    fstab,
    verify,
    allowFixed: true,
    ...(boot === 'keep' ? { boot } : {}),
    ...(sameUuids && layoutId === CAPTURED && !several ? { sameUuids } : {}),
    ...(mode ? { mode } : {}),
    ...(imageBytes !== null && target.kind === 'image' ? { imageBytes } : {}),
  };
}

function layoutNamed(id: string, chosen: Pick<Asked, 'beside' | 'own'>): Layout {
  const layout = layoutOf(id, chosen);
  if (layout) return layout;
  const { beside } = chosen;
  if (id === CAPTURED && beside && 'problem' in beside) throw new TarstrapError(beside.problem.code, beside.problem.facts, beside.problem.detail);
  throw new TarstrapError('usage', { problem: `There is no layout "${id}".` });
}

function isDestructive({ target, volumes }: Plan): boolean {
  return target.kind === 'image' ? existsSync(target.path) : volumes.some((volume) => volume.mkfs);
}

/** The archive has been read on meanwhile, and nothing came to light that is worth a remark. */
export function isReadOn(before: FlashLane, now: FlashLane): boolean {
  return before.shown.unread && !now.shown.unread && JSON.stringify(promised(before)) === JSON.stringify(promised(now));
}

function promised({ inputs, shown }: FlashLane): unknown {
  return [inputs.target, inputs.options, shown.mode, shown.unmount, shown.table, planRemarks(inputs.archive, shown)];
}
