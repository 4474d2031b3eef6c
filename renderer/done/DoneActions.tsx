import type { ReactNode } from 'react';
import { Action } from '../parts/Action.tsx';
import { useConnection, useView } from '../state/useConnection.ts';
import css from './DoneActions.module.css';
import { againWords } from './words.ts';

/** On to the next one. */
export function DoneActions(): ReactNode {
  const { bridge, send } = useConnection();
  const isImage = useView(({ job }) => job?.archive.kind === 'image');
  const isCapture = useView(({ job }) => job?.kind === 'capture');
  const again = useView(({ job }) => againWords(job?.lanes ?? []));
  return (
    <div className={css.actions}>
      {!isCapture && <Action onPress={() => send(bridge.leaveJob({ keepArchive: false }))}>{isImage ? 'New image' : 'New archive'}</Action>}
      <Action tone="main" onPress={() => send(bridge.leaveJob({ keepArchive: true }))}>
        {isCapture ? 'Back to drives' : again}
      </Action>
    </div>
  );
}
