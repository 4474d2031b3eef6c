import type { ImageFacts } from '../../../shared/imageFacts.ts';
import { fittedLabel } from '../../../shared/label.ts';
import { type Layout, rootKindOf, rootOf } from '../../../shared/layout.ts';
import { findLayout } from '../../../shared/layouts.ts';
import type { TargetFacts } from '../../../shared/targetFacts.ts';
import type { OptionsView } from '../../../shared/view.ts';
import type { Source } from '../../image/source.ts';
import { DEFAULTS } from './chosen.ts';

/**
 * What is chosen for one kind of archive and target does not fit another: what is shown is what is done.
 * @param kind undefined where it cannot be a target
 * @param layout that is chosen
 */
export function suitingOptions(
  options: OptionsView,
  source: Source | undefined,
  kind: TargetFacts['kind'] | undefined,
  layout: Layout | undefined = findLayout(options.layoutId),
): OptionsView {
  if (source?.kind === 'image') return ofImage(options, source.facts);
  return kind ? ofArchive(options, kind, layout) : options;
}

function ofArchive(options: OptionsView, kind: TargetFacts['kind'], layout: Layout | undefined): OptionsView {
  const { layoutId, mode } = options;
  if (kind === 'directory') return { ...options, layoutId: 'single', mode: null };
  if (kind === 'partition') return { ...options, layoutId: layoutId === 'none' ? 'none' : 'single', mode: layoutId === 'none' ? null : mode };
  return { ...options, layoutId: layoutId === 'none' ? 'single' : layoutId, label: labelOf(options, layout) };
}

/** A system may look for its root by that of its layout: it stands, as far as the filesystem takes it, unless the user has chosen one. */
function labelOf({ label, filesystem, layoutId }: OptionsView, layout: Layout | undefined): string {
  const own = layout && rootOf(layout)?.label;
  const isOwn = label === own || (label === DEFAULTS.label && findLayout(layoutId));
  return layout && own !== undefined && isOwn ? fittedLabel(rootKindOf(layout, filesystem), own) : label;
}

/** An ISO never grows; whatever an image is written to is replaced. */
function ofImage(options: OptionsView, { form }: ImageFacts): OptionsView {
  return { ...options, layoutId: 'single', mode: null, verify: options.verify === 'none' ? 'none' : 'full', grow: options.grow && form !== 'iso' };
}
