import { existsSync } from 'node:fs';
import { TarstrapError } from '../../../shared/errors.ts';
import type { ArchiveFacts } from '../../../shared/facts.ts';
import type { Layout } from '../../../shared/layout.ts';
import { findLayout } from '../../../shared/layouts.ts';
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
import type { LayoutBeside, OptionsView } from '../../../shared/view.ts';
import { readHost } from '../../run/host.ts';
import type { Planned } from './planned.ts';

interface Chosen {
  readonly options: OptionsView;
  readonly ids: Identifiers;
  readonly several: OneOfSeveral | null;
  readonly beside: LayoutBeside | null;
}

/** The plan for an archive. @throws TarstrapError of {@link makePlan}, and `archive-unread` where it is to be read completely first */
export function planArchive(archive: ArchiveFacts, target: TargetFacts, chosen: Chosen): Planned {
  const { options, several } = chosen;
  if (options.check && archive.unread > 0) throw new TarstrapError('archive-unread', { path: archive.file.path, why: 'you want it checked' });
  const laid = flashOptions(target, chosen);
  const ids = laid.sameUuids ? identifiersIn(laid.layout, chosen.ids) : chosen.ids;
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

/** A fixed drive may be planned for: it takes typing its name to start that plan. */
function flashOptions(target: TargetFacts, { options, several, beside }: Chosen): FlashOptions {
  const { layoutId, filesystem, label, fstab, verify, mode, imageBytes, sameUuids } = options;
  return {
    layout: layoutNamed(layoutId, beside),
    filesystem,
    label,
    fstab,
    verify,
    allowFixed: true,
    ...(sameUuids && layoutId === CAPTURED && !several ? { sameUuids } : {}),
    ...(mode ? { mode } : {}),
    ...(imageBytes !== null && target.kind === 'image' ? { imageBytes } : {}),
  };
}

function layoutNamed(id: string, beside: LayoutBeside | null): Layout {
  const own = id === CAPTURED ? beside : null;
  if (own && 'problem' in own) throw new TarstrapError(own.problem.code, own.problem.facts, own.problem.detail);
  const layout = own?.layout ?? findLayout(id);
  if (!layout) throw new TarstrapError('usage', { problem: `There is no layout "${id}".` });
  return layout;
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
