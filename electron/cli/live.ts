import { DONE } from '../../shared/closing.ts';
import type { TargetFacts } from '../../shared/targetFacts.ts';
import { formatDuration, formatPercent, formatRate } from '../../shared/format.ts';
import { PHASE_NAMES, STALL_MS } from '../../shared/phases.ts';
import type { JobRequest, PhaseId, Progress, Summary } from '../../shared/protocol.ts';
import { amountOf, VERIFIED } from '../../shared/report.ts';

/** The one live line of a terminal, and the line per phase where there is no terminal. */

function bar(fraction: number, width: number): string {
  const full = Math.floor(fraction * width);
  return `${'█'.repeat(full)}${'░'.repeat(width - full)}`;
}

/** `███████░░░░░░░░  47 %  unpacking  31.2 MB/s read  19.8 MB/s written  0:42 left` */
export function liveLine(progress: Progress, columns: number): string {
  const parts = [
    formatPercent(progress.fraction).padStart(5),
    PHASE_NAMES[progress.phase],
    progress.archiveRate > 0 ? `${formatRate(progress.archiveRate)} read` : '',
    progress.deviceRate > 0 ? `${formatRate(progress.deviceRate)} written` : '',
    progress.age > STALL_MS ? `silent for ${formatDuration(progress.age / 1000)}` : progress.eta === null ? '' : `${formatDuration(progress.eta)} left`,
  ].filter(Boolean);
  const text = parts.join('  ');
  const width = Math.min(30, columns - text.length - 3);
  return width >= 8 ? `${bar(progress.fraction, width)}  ${text}` : text.slice(0, Math.max(0, columns - 1));
}

export function phaseLine(phase: PhaseId, progress: Progress | null): string {
  const at = progress ? `${formatPercent(progress.fraction)} after ${formatDuration(progress.elapsed)}` : '0 %';
  return `${PHASE_NAMES[phase]} (${at})`;
}

export function doneLine(summary: Summary, { path, kind }: Pick<TargetFacts, 'path' | 'kind'>, job: JobRequest['type']): string {
  const { seconds, verified } = summary;
  const work = amountOf(summary);
  if (job === 'verify') return `Done: ${work} compared in ${formatDuration(seconds)}. ${path} matches the archive.`;
  return `Done: ${work} on ${path} in ${formatDuration(seconds)}, ${VERIFIED[verified]}. ${DONE[kind]}`;
}
