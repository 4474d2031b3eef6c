import { DONE } from '../../shared/closing.ts';
import { explain } from '../../shared/explain.ts';
import { formatBytes, formatDuration, formatPercent, formatRate } from '../../shared/format.ts';
import { PHASE_NAMES, STALL_MS } from '../../shared/phases.ts';
import type { JobRequest, PhaseId, Progress, Summary } from '../../shared/protocol.ts';
import { amountOf, VERIFIED } from '../../shared/report.ts';
import { visible } from '../../shared/visible.ts';
import { hasEnded, type Lane } from './lanes.ts';

/** The live lines of a terminal, one a target, and the line per phase where there is no terminal. */

function bar(fraction: number, width: number): string {
  const full = Math.floor(fraction * width);
  return `${'█'.repeat(full)}${'░'.repeat(width - full)}`;
}

/** `47 %  unpacking  31.2 MB/s read  19.8 MB/s written  0:42 left`; several read the same, and have less room. */
function progressWords(progress: Progress, isAlone: boolean): string {
  const parts = [
    formatPercent(progress.fraction).padStart(5),
    PHASE_NAMES[progress.phase],
    isAlone && progress.archiveRate > 0 ? `${formatRate(progress.archiveRate)} read` : '',
    progress.deviceRate > 0 ? `${formatRate(progress.deviceRate)} written` : '',
    progress.age > STALL_MS ? `silent for ${formatDuration(progress.age / 1000)}` : progress.eta === null ? '' : `${formatDuration(progress.eta)} left`,
  ].filter(Boolean);
  return parts.join('  ');
}

/**
 * Where all of them are; nothing before anything is known, or when all have ended. Bars that stand one above the other are equally long.
 *
 * `/dev/sdb  ███████░░░░░░░░  47 %  writing  19.8 MB/s written  0:42 left`
 */
export function liveLines(lanes: readonly Lane[], columns: number): string[] {
  if (lanes.every(hasEnded) || lanes.every(({ job }) => !job.progress)) return [];
  const names = namesOf(lanes);
  const words = lanes.map((lane) => wordsOf(lane, lanes.length === 1));
  const room = columns - (names[0]?.length ?? 0) - 3;
  const width = Math.min(30, ...lanes.flatMap((lane, i) => (progressOf(lane) ? room - (words[i]?.length ?? 0) : [])));
  return lanes.map((lane, i) => fitting(`${names[i]}${barOf(lane, width)}${words[i]}`, columns - 1));
}

/** In front of a line, equally long; a lane alone needs none. */
function namesOf(lanes: readonly Lane[]): string[] {
  const width = Math.max(...lanes.map(({ path }) => path.length));
  return lanes.map(({ path }) => (lanes.length > 1 ? `${path.padEnd(width)}  ` : ''));
}

/** Of one that goes on. */
function progressOf({ job }: Lane): Progress | null {
  return job.outcome ? null : job.progress;
}

function barOf(lane: Lane, width: number): string {
  const progress = progressOf(lane);
  return progress && width >= 8 ? `${bar(progress.fraction, width)}  ` : '';
}

function wordsOf({ job: { outcome, progress }, kind }: Lane, isAlone: boolean): string {
  switch (outcome?.kind) {
    case 'finished':
      return `done, ${VERIFIED[outcome.summary.verified]}`;
    case 'failed':
      return visible(`failed: ${explain(outcome.failure, outcome.drive, { kind }).headline}`);
    case 'cancelled':
      return 'cancelled';
    case undefined:
      return progress ? progressWords(progress, isAlone) : 'waiting';
  }
}

/** What surely stands on one line: terminals draw letters of other scripts twice as wide as ours, and the blocks of a bar are not letters. */
function fitting(text: string, columns: number): string {
  let left = columns;
  return Array.from(text)
    .filter((character) => (left -= /[ -~█░…]/.test(character) ? 1 : 2) >= 0)
    .join('');
}

export function phaseLine(phase: PhaseId, progress: Progress | null): string {
  const at = progress ? `${formatPercent(progress.fraction)} after ${formatDuration(progress.elapsed)}` : '0 %';
  return `${PHASE_NAMES[phase]} (${at})`;
}

export function doneLine(summary: Summary, { path, kind }: Pick<Lane, 'path' | 'kind'>, job: JobRequest['type']): string {
  const { seconds, verified, archive } = summary;
  const work = amountOf(summary);
  if (archive) return `Done: ${work} packed into ${archive.path} (${formatBytes(archive.bytes)}) in ${formatDuration(seconds)}. ${DONE[kind]}`;
  if (job === 'verify') return `Done: ${work} compared in ${formatDuration(seconds)}. ${path} matches the archive.`;
  return `Done: ${work} on ${path} in ${formatDuration(seconds)}, ${VERIFIED[verified]}. ${DONE[kind]}`;
}
