import type { DriveState } from './errors.ts';
import type { TargetFacts } from './targetFacts.ts';

/** What became of a target, in the words of the table of terms (`build/CONTRIBUTING.md`). */

/** Of a capture it is the source that somebody looks at. */
export type Kind = TargetFacts['kind'] | 'source';

export const DONE: Record<Kind, string> = {
  disk: 'The drive is safe to unplug.',
  partition: 'The drive is safe to unplug.',
  directory: 'The folder is filled.',
  image: 'The image is ready.',
  source: 'The archive is complete.',
};

const NAMES: Record<Kind, string> = { disk: 'The drive', partition: 'The partition', directory: 'The folder', image: 'The image', source: 'The source' };

/** After a failure. @param kind left out where only what was asked for is known */
export function leftBehind(state: DriveState, kind?: Kind): string {
  if (kind === 'source') return 'No archive was made, and nothing was written to the source.';
  if (state === 'untouched') return 'Nothing was written to the target.';
  const name = kind ? NAMES[kind] : 'The target';
  if (state === 'written') return `${name} was written completely, but nothing proves that it is right.`;
  return kind === 'directory'
    ? 'The folder holds only a part of the archive. Fill it again before you use it.'
    : `${name} is incomplete and will not boot. Write it again before you use it.`;
}
