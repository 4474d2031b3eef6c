import { explain, explainCancelled } from './explain.ts';
import { counted } from './counted.ts';
import { formatBytes, formatDuration } from './format.ts';
import { lossText } from './losses.ts';
import { kindOf } from './laneWords.ts';
import type { Summary } from './protocol.ts';
import type { DrivesView, JobLane, JobView, TargetView } from './view.ts';
import { visible, visibleLines } from './visible.ts';

/** What became of a job, as text for a mail or a bug report, which may be pasted into a terminal. Pure. */

export const VERIFIED: Record<Summary['verified'], string> = { full: 'verified in full', quick: 'verified by a sample', none: 'not verified' };

/** What was written. */
export function amountOf({ entries, bytes }: Pick<Summary, 'entries' | 'bytes'>): string {
  return entries === null ? formatBytes(bytes) : `${counted(entries, 'member')}, ${formatBytes(bytes)}`;
}

export interface About {
  readonly version: string;
  readonly watching: DrivesView['watching'];
  readonly log: readonly string[];
}

export function reportOf({ kind, archive, lanes }: JobView, { version, watching, log }: About): string {
  const head = [
    `Tarstrap ${version}`,
    `${archive.kind === 'image' ? 'Image:  ' : 'Archive:'} ${archive.path}${kind === 'capture' ? '' : ` (${formatBytes(archive.size)})`}`,
    ...lanes.map(({ target }) => `${kind === 'capture' ? 'Source: ' : 'Target: '} ${targetWords(target)}`),
    `Drives:  watched by ${watching === 'events' ? 'events of the kernel' : 'looking again and again'}`,
  ];
  const ends = lanes.flatMap((lane) => (lanes.length > 1 ? ['', `${lane.target.path}:`, ...laneLines(lane, kind)] : laneLines(lane, kind)));
  return [...head.map(visible), ...ends.map(visibleLines), '', ...log.map(visible), ''].join('\n');
}

function targetWords({ path, title, bus, serial, size }: TargetView): string {
  return [path, title, bus, serial, size === null ? undefined : formatBytes(size)].filter(Boolean).join(', ');
}

function laneLines({ outcome, target }: JobLane, job: JobView['kind']): string[] {
  const kind = kindOf(job, target);
  if (!outcome) return ['Still running.'];
  if (outcome.kind === 'cancelled') return [`Cancelled. ${explainCancelled(outcome.drive, kind)}`];
  if (outcome.kind === 'failed') {
    const { headline, cause, state, next } = explain(outcome.failure, outcome.drive, { place: 'window', kind });
    return [`Failed (${outcome.failure.code}): ${headline}`, ...(cause ? [cause] : []), state, next];
  }
  const { seconds, verified, mode, lost } = outcome.summary;
  const done = `Done: ${amountOf(outcome.summary)}, ${formatDuration(seconds)}, ${VERIFIED[verified]}${mode ? `, ${mode}` : ''}`;
  return [done, ...lost.map(lossText)];
}
