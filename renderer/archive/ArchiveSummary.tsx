import type { ReactNode } from 'react';
import { formatBytes } from '../../shared/format.ts';
import { useView } from '../state/useConnection.ts';
import { ArchiveTitle } from './ArchiveTitle.tsx';
import css from './ArchiveSummary.module.css';

/** While it is being written, and after: only which archive it is. */
export function ArchiveSummary(): ReactNode {
  const path = useView(({ job }) => job?.archive.path ?? '');
  const size = useView(({ job }) => job?.archive.size ?? 0);
  const archive = useView((state) => state.archive);
  const facts = archive.kind === 'ready' && archive.path === path ? archive.facts : null;
  return (
    <div className={css.summary}>
      <ArchiveTitle path={path} />
      <p>{formatBytes(size)}</p>
      {facts?.distribution && <p>{facts.distribution}</p>}
      {facts?.machine && <p>{facts.machine}</p>}
    </div>
  );
}
