import { counted } from '../../shared/counted.ts';
import { formatBytes } from '../../shared/format.ts';
import { nameOfAll } from '../../shared/laneWords.ts';
import type { ReviewLane, ReviewView, TargetView } from '../../shared/view.ts';
import { busOf, serialTail } from '../drives/bus.ts';
import { fileName, shortened } from '../parts/names.ts';
import { FROM_FILE } from './choices.ts';

/** Long enough for every model; a button is no place for more. */
const LONGEST = 40;

export function headingOf(lanes: readonly Pick<ReviewLane, 'target'>[]): string {
  const [only, ...others] = lanes;
  if (!only || others.length > 0) return `Write to ${nameOfAll(lanes)}`;
  const { kind, title, path } = only.target;
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
export function startWords({ lanes, options, plan }: Pick<ReviewView, 'lanes' | 'options' | 'plan'>): string {
  const [only, ...others] = lanes;
  if (!only || others.length > 0) return `Erase ${nameOfAll(lanes)} and write`;
  const { target } = only;
  const size = target.size === null ? '' : ` (${formatBytes(target.size)})`;
  switch (target.kind) {
    case 'disk':
      return `Erase ${shortened(target.title, LONGEST)}${size} and write`;
    case 'partition':
      return options.layoutId === 'none' ? `Write into ${target.path}${size}` : `Erase ${target.path}${size} and write`;
    case 'directory':
      return `Unpack into ${shortened(target.path, LONGEST)}`;
    case 'image': {
      const verb = plan.kind === 'ready' && plan.destructive ? 'Replace' : 'Make';
      return `${verb} ${shortened(fileName(target.path), LONGEST)}${plan.kind === 'ready' ? size : ''}`;
    }
  }
}

/** Below the heading; each of several targets has it in its own place. */
export function aboutAll(lanes: readonly Pick<ReviewLane, 'target'>[]): string {
  const [only, ...others] = lanes;
  return only && others.length === 0 ? aboutOf(only.target) : '';
}

/** What a target is known by, beside its title. */
export function aboutOf({ kind, title, path, size, bus, serial }: TargetView): string {
  if (kind === 'image') return '';
  const name = kind === 'partition' ? [title] : [];
  // The size of a folder would be that of the whole filesystem.
  const known = kind === 'directory' ? [] : [size === null ? '' : formatBytes(size), busOf(bus).name, serialTail(serial)];
  return [...name, path, ...known].filter(Boolean).join(' · ');
}

/** Of several drives some cannot be written. */
export function refusedWords(refused: number, all: number): string {
  const words = `${counted(refused, 'drive')} cannot be written.`;
  const others = all - refused;
  if (others === 0) return words;
  return `${words} Take ${refused === 1 ? 'it' : 'them'} out to write the ${others === 1 ? 'other one' : 'others'}.`;
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
      return [...layouts.filter(({ id }) => id !== 'none').map(({ id, title }) => ({ value: id, title })), FROM_FILE];
    case 'partition':
      return [
        { value: 'single', title: 'Format it' },
        { value: 'none', title: 'Keep its filesystem' },
      ];
    case 'directory':
      return [];
  }
}
