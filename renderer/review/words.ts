import { formatBytes } from '../../shared/format.ts';
import type { PlanView, ReviewView, TargetView } from '../../shared/view.ts';
import { fileName, shortened } from '../parts/names.ts';

/** Long enough for every model; a button is no place for more. */
const LONGEST = 40;

export function headingOf({ kind, title, path }: TargetView): string {
  switch (kind) {
    case 'disk':
      return `Write to ${shortened(title, LONGEST)}`;
    case 'partition':
      return `Write to partition ${path}`;
    case 'directory':
      return 'Unpack into a folder';
    case 'image':
      return 'Make a disk image';
  }
}

/** What the button does, with the name and the size of what it is done to. */
export function startWords({ target, options }: Pick<ReviewView, 'target' | 'options'>, plan: PlanView): string {
  const bytes = target.size ?? (plan.kind === 'ready' ? plan.size : null);
  const sizeIn = (size: number | null): string => (size === null ? '' : ` (${formatBytes(size)})`);
  switch (target.kind) {
    case 'disk':
      return `Erase ${shortened(target.title, LONGEST)}${sizeIn(bytes)} and write`;
    case 'partition':
      return options.layoutId === 'none' ? `Write into ${target.path}${sizeIn(bytes)}` : `Erase ${target.path}${sizeIn(bytes)} and write`;
    case 'directory':
      return `Unpack into ${shortened(target.path, LONGEST)}`;
    case 'image': {
      const verb = plan.kind === 'ready' && plan.destructive ? 'Replace' : 'Make';
      return `${verb} ${shortened(fileName(target.path), LONGEST)}${sizeIn(plan.kind === 'ready' ? plan.size : null)}`;
    }
  }
}

export interface Choice {
  readonly value: string;
  readonly title: string;
}

/** The layouts that make sense on such a target; for a partition the question is whether its filesystem stays. */
export function layoutChoices(kind: TargetView['kind'], layouts: readonly { readonly id: string; readonly title: string }[]): Choice[] {
  switch (kind) {
    case 'disk':
    case 'image':
      return layouts.filter(({ id }) => id !== 'none').map(({ id, title }) => ({ value: id, title }));
    case 'partition':
      return [
        { value: 'single', title: 'Format it' },
        { value: 'none', title: 'Keep its filesystem' },
      ];
    case 'directory':
      return [];
  }
}
