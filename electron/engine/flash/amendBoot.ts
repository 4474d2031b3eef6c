import { amendBoot } from '../../../shared/boot/amend.ts';
import { bootKindOf } from '../../../shared/boot/kind.ts';
import type { Edit } from '../../../shared/edits.ts';
import { laidSystem } from '../../../shared/plan/boot.ts';
import type { Plan } from '../../../shared/plan/types.ts';
import type { UnpackedTree } from './treeView.ts';

/** What becomes of the boot configuration that was unpacked: of what a plan names, whatever is in it by now. */
export function bootEdits(plan: Plan, tree: UnpackedTree): Edit[] {
  const laid = laidSystem(plan, tree.has);
  const amended = plan.boot.flatMap(({ file }): Edit[] => {
    const kind = bootKindOf(file);
    const before = kind === undefined ? undefined : tree.read(file);
    if (kind === undefined || before === undefined) return [];
    const text = amendBoot(before, { name: file, kind }, laid);
    return text === before ? [] : [{ path: file, what: 'boot configuration for this drive', change: { kind: 'text', text } }];
  });
  return [...amended, ...plan.bootFiles];
}
