import type { ImageFacts } from '../../../shared/imageFacts.ts';
import type { TargetFacts } from '../../../shared/targetFacts.ts';
import type { OptionsView } from '../../../shared/view.ts';
import type { Source } from '../../image/source.ts';

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
  return { ...options, layoutId: layoutId === 'none' ? 'single' : layoutId };
}

/** An ISO never grows; whatever an image is written to is replaced. */
function ofImage(options: OptionsView, { form }: ImageFacts): OptionsView {
  return { ...options, layoutId: 'single', mode: null, verify: options.verify === 'none' ? 'none' : 'full', grow: options.grow && form !== 'iso' };
}
