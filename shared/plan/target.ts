import { busy } from '../busy.ts';
import { TarstrapError } from '../errors.ts';
import type { TargetFacts } from '../targetFacts.ts';
import type { FlashOptions, PlanInputs } from './types.ts';

/** What is decided of the target by itself: whether it may be written, and whether it is sealed. */

export function refuseTarget({ target, options }: { readonly target: TargetFacts; readonly options: Pick<FlashOptions, 'allowFixed'> }): void {
  const { path } = target;
  if (target.protectedBy) throw new TarstrapError('target-protected', { path, reason: target.protectedBy });
  if (target.heldBy) throw busy(path, target.heldBy);
  if (target.readOnly) throw new TarstrapError('target-read-only', { path, kind: target.kind });
  const isDevice = target.kind === 'disk' || target.kind === 'partition';
  if (isDevice && !target.removable && !options.allowFixed) {
    throw new TarstrapError('target-fixed', { path, model: target.model ?? 'unknown model' });
  }
}

/**
 * What root lays into a folder of an ordinary user holds root's set-uid programs, capabilities and device nodes. Where they would work,
 * whoever reaches them is root: so nobody may, until root decides otherwise. A folder that is full already may be open somewhere.
 */
export function mustSeal({ target, host }: PlanInputs): boolean {
  if (target.kind !== 'directory' || host.isRoot || !target.live) return false;
  if (!target.empty) throw new TarstrapError('target-not-empty', { path: target.path });
  return true;
}
