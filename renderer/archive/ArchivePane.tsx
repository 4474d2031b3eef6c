import { type ReactNode, useRef } from 'react';
import type { ArchiveView } from '../../shared/view.ts';
import { useDropState } from '../drag/useDropState.ts';
import { ZONE } from '../state/place.ts';
import { stageOf } from '../state/stage.ts';
import { useView } from '../state/useConnection.ts';
import { useKeptFocus } from '../window/useKeptFocus.ts';
import css from './ArchivePane.module.css';
import { ArchiveSummary } from './ArchiveSummary.tsx';
import { DropZone } from './DropZone.tsx';
import { Inspection } from './Inspection.tsx';
import { ReadyArchive } from './ReadyArchive.tsx';
import { ReadyImage } from './ReadyImage.tsx';
import { RefusedArchive } from './RefusedArchive.tsx';

const HEADINGS: Record<ArchiveView['kind'], string> = {
  none: 'Archive or image',
  inspecting: 'Archive or image',
  ready: 'Archive',
  image: 'Image',
  refused: 'Archive or image',
};

/** The left side: which archive or disk image is to be written. It takes whatever is dropped in the window but not on a card. */
export function ArchivePane(): ReactNode {
  const archive = useView((state) => state.archive);
  const stage = useView(stageOf);
  const { load, look, isOver, why } = useDropState(ZONE, null);
  const heading = useRef<HTMLHeadingElement>(null);
  const isJob = stage === 'progress' || stage === 'done';
  useKeptFocus(heading, isJob ? 'job' : archive.kind);
  return (
    <section className={css.pane} aria-labelledby="archive-heading" data-place={ZONE} data-look={look} data-over={isOver}>
      <h2 ref={heading} id="archive-heading" className={css.heading} tabIndex={-1}>
        {HEADINGS[archive.kind]}
      </h2>
      {isJob ? <ArchiveSummary /> : <Body />}
      {look !== 'idle' && (archive.kind !== 'none' || isJob) && (
        <p className={css.hint}>{why ?? (load === 'card' ? 'Drop to capture it' : 'Drop to open it')}</p>
      )}
    </section>
  );
}

function Body(): ReactNode {
  const archive = useView((state) => state.archive);
  switch (archive.kind) {
    case 'none':
      return <DropZone />;
    case 'inspecting':
      return <Inspection archive={archive} />;
    case 'ready':
      return <ReadyArchive archive={archive} />;
    case 'image':
      return <ReadyImage archive={archive} />;
    case 'refused':
      return <RefusedArchive path={archive.path} problem={archive.problem} />;
  }
}
