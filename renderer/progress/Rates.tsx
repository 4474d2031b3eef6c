import type { ReactNode } from 'react';
import { formatBytes, formatRate } from '../../shared/format.ts';
import type { JobView } from '../../shared/view.ts';
import { Reading } from '../parts/Reading.tsx';
import { useView } from '../state/useConnection.ts';
import css from './Rates.module.css';

/** What goes in and what comes out: now, and since the beginning. */

export function ArchiveRate(): ReactNode {
  const rate = useView(({ job }) => formatRate(job?.progress?.archiveRate ?? 0));
  const read = useView(({ job }) => `${formatBytes(job?.progress?.archivePosition ?? 0)} of ${formatBytes(sizeOf(job))}`);
  const name = useView(({ job }) => (job?.kind === 'capture' ? 'Source read' : job?.archive.kind === 'image' ? 'Image read' : 'Archive read'));
  return <Reading name={<Legend name={name} line={css.in} />} value={rate} more={read} />;
}

/** That of a source is found out while it is read. */
function sizeOf(job: JobView | null): number {
  return (job?.kind === 'capture' ? job.progress?.archiveSize : job?.archive.size) ?? 0;
}

export function DriveRate(): ReactNode {
  const rate = useView(({ job }) => formatRate(job?.progress?.deviceRate ?? 0));
  const written = useView(({ job }) => `${formatBytes(job?.progress?.deviceWritten ?? 0)} written`);
  const name = useView(({ job }) => (job?.lanes.length === 1 ? 'Target written' : 'Targets written'));
  return <Reading name={<Legend name={name} line={css.out} />} value={rate} more={written} />;
}

/** The same stroke as in the chart. */
function Legend({ name, line }: { readonly name: string; readonly line: string | undefined }): ReactNode {
  return (
    <>
      <span className={line} aria-hidden="true" />
      {name}
    </>
  );
}
