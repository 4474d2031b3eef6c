import type { ReactNode } from 'react';
import { formatBytes, formatPercent } from '../../shared/format.ts';
import type { ArchiveView } from '../../shared/view.ts';
import { Action } from '../parts/Action.tsx';
import { useConnection } from '../state/useConnection.ts';
import css from './Inspection.module.css';
import { ArchiveTitle } from './ArchiveTitle.tsx';

/** The archive is being read through, to know what it holds before anything is touched. */
export function Inspection({ archive }: { readonly archive: Extract<ArchiveView, { kind: 'inspecting' }> }): ReactNode {
  const { bridge, send } = useConnection();
  const { path, position, size } = archive;
  const share = size > 0 ? Math.min(1, position / size) : 0;
  return (
    <div className={css.inspection}>
      <ArchiveTitle path={path} />
      <progress className={css.bar} value={share} max={1} aria-label="Inspection" />
      <p className={css.words}>
        <span>Inspecting {formatPercent(share)}</span>
        {size > 0 && (
          <span>
            {formatBytes(position)} of {formatBytes(size)}
          </span>
        )}
      </p>
      <div>
        <Action onPress={() => send(bridge.closeArchive())}>Stop</Action>
      </div>
    </div>
  );
}
