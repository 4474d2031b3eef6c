import type { TreeView } from '../edits.ts';
import { TarstrapError } from '../errors.ts';
import type { ArchiveFacts } from '../facts.ts';
import { describeFirstBoot } from '../firstBoot/describe.ts';
import { firstBootEdits, firstBootGaps } from '../firstBoot/edits.ts';
import { KNOWN_NAMES } from '../firstBoot/known.ts';
import { hasFatRoot, type Layout } from '../layout.ts';
import type { Plan, PlanInputs, Volume } from './types.ts';

/** What the system is told for its first boot: which files, and in which words. Their contents, and with them whatever is secret, are no part of a plan. */
export function planFirstBoot({ archive, target, options }: PlanInputs, volumes: readonly Volume[]): Plan['firstBoot'] {
  if (!options.firstBoot) return { lines: [], gaps: [] };
  requireSystem(archive, options.layout);
  if (volumes.every(({ mkfs }) => !mkfs))
    throw new TarstrapError('usage', {
      problem: `Settings for the first boot are for a filesystem that is made anew; in ${target.path} everything stays but what the archive brings.`,
    });
  const tree = viewOf(archive);
  return { lines: describeFirstBoot(firstBootEdits(options.firstBoot, tree)), gaps: [...firstBootGaps(options.firstBoot, tree)] };
}

function requireSystem({ rootFilesystem, file }: ArchiveFacts, layout: Layout): void {
  if (hasFatRoot(layout)) throw new TarstrapError('usage', { problem: `Layout ${layout.id} has FAT at /, where settings for the first boot have no effect.` });
  if (!rootFilesystem)
    throw new TarstrapError('usage', { problem: `${file.path} is no root filesystem, for which settings for the first boot have no effect.` });
}

/** Nothing is known of contents, nor of names that come of an answer. */
function viewOf({ known }: ArchiveFacts): TreeView {
  const [asked, there] = [new Set(KNOWN_NAMES), new Set(known)];
  return { has: (path) => there.has(path) || !asked.has(path), read: () => undefined };
}
