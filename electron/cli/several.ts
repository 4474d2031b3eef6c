import type { TargetFacts } from '../../shared/targetFacts.ts';
import { usage } from './commandLine.ts';

/** Several targets of one job are whole drives, each of them another. @throws TarstrapError `usage` */
export function requireSeveral(targets: readonly TargetFacts[]): void {
  if (targets.length === 1) return;
  const other = targets.find(({ kind }) => kind !== 'disk');
  if (other) throw usage(`${other.path} is not a whole drive: several targets at once must all be drives.`);
  const again = targets.find(({ device }, index) => targets.findIndex((target) => target.device === device) < index);
  if (again) throw usage(`${again.path} is named twice.`);
}
