import type { ReactNode } from 'react';
import { Icon } from '../icons/Icon.tsx';
import { stageOf } from '../state/stage.ts';
import { useView } from '../state/useConnection.ts';
import css from './Flow.module.css';

/** From the archive or image to the drive: lit when both ends are there. */
export function Flow(): ReactNode {
  const stage = useView(stageOf);
  const isArchiveReady = useView(({ archive: { kind } }) => kind === 'ready' || kind === 'image');
  const isLit = stage === 'progress' || stage === 'done' || isArchiveReady;
  return (
    <div className={css.flow} data-lit={isLit} aria-hidden="true">
      <span className={css.mark}>
        <Icon name="arrow" size={16} />
      </span>
    </div>
  );
}
