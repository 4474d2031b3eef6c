import type { ReactNode } from 'react';
import { formatBytes } from '../../shared/format.ts';
import type { ArchiveView, JobView } from '../../shared/view.ts';
import { useView } from '../state/useConnection.ts';
import { ArchiveTitle } from './ArchiveTitle.tsx';
import css from './ArchiveSummary.module.css';
import { imageLine } from './imageWords.ts';

/** While it is being written or made, and after: only which archive it is. */
export function ArchiveSummary(): ReactNode {
  const path = useView(({ job }) => job?.archive.path ?? '');
  const size = useView(({ job }) => sizeOf(job));
  const archive = useView((state) => state.archive);
  return (
    <div className={css.summary}>
      <ArchiveTitle path={path} />
      {size !== null && <p>{formatBytes(size)}</p>}
      {archive.kind !== 'none' && archive.path === path && linesOf(archive).map((line) => <p key={line}>{line}</p>)}
    </div>
  );
}

/** One that is being made has none yet. */
function sizeOf(job: JobView | null): number | null {
  if (job?.kind !== 'capture') return job?.archive.size ?? 0;
  return job.outcome?.kind === 'finished' ? (job.outcome.summary.archive?.bytes ?? null) : null;
}

/** What it is, where that is known. */
function linesOf(archive: ArchiveView): string[] {
  if (archive.kind === 'image') return [imageLine(archive.facts)];
  if (archive.kind !== 'ready') return [];
  return [archive.facts.distribution, archive.facts.machine].filter((line) => line !== undefined);
}
