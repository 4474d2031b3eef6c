import type { ImageFacts } from '../../../shared/imageFacts.ts';
import { rootOf } from '../../../shared/layout.ts';
import { findLayout } from '../../../shared/layouts.ts';
import type { TargetFacts } from '../../../shared/targetFacts.ts';
import type { OptionsView } from '../../../shared/view.ts';
import type { Source } from '../../image/source.ts';
import { DEFAULTS } from './chosen.ts';

/**
 * What is chosen for one kind of archive and target does not fit another: what is shown is what is done.
 * @param kind undefined where it cannot be a target
 */
export function suitingOptions(options: OptionsView, source: Source | undefined, kind: TargetFacts['kind'] | undefined): OptionsView {
  if (source?.kind === 'image') return ofImage(options, source.facts);
  return kind ? ofArchive(options, kind) : options;
}

function ofArchive(options: OptionsView, kind: TargetFacts['kind']): OptionsView {
  const { layoutId, mode } = options;
  if (kind === 'directory') return { ...options, layoutId: 'single', mode: null };
  if (kind === 'partition') return { ...options, layoutId: layoutId === 'none' ? 'none' : 'single', mode: layoutId === 'none' ? null : mode };
  const id = layoutId === 'none' ? 'single' : layoutId;
  return { ...options, layoutId: id, label: labelOf(options, id) };
}

/** A system may look for its root by that of its layout. */
function labelOf({ label }: OptionsView, layoutId: string): string {
  const layout = label === DEFAULTS.label ? findLayout(layoutId) : undefined;
  return (layout && rootOf(layout)?.label) ?? label;
}

/** An ISO never grows; whatever an image is written to is replaced. */
function ofImage(options: OptionsView, { form }: ImageFacts): OptionsView {
  return { ...options, layoutId: 'single', mode: null, verify: options.verify === 'none' ? 'none' : 'full', grow: options.grow && form !== 'iso' };
}
