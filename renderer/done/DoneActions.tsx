import type { ReactNode } from 'react';
import { Action } from '../parts/Action.tsx';
import { useConnection, useView } from '../state/useConnection.ts';
import css from './DoneActions.module.css';

/** On to the next one. */
export function DoneActions(): ReactNode {
  const { bridge, send } = useConnection();
  const isImage = useView(({ job }) => job?.archive.kind === 'image');
  const isAlone = useView(({ job }) => job?.lanes.length === 1);
  const isCapture = useView(({ job }) => job?.kind === 'capture');
  if (isCapture)
    return (
      <div className={css.actions}>
        <Action tone="main" onPress={() => send(bridge.leaveJob({ keepArchive: true }))}>
          Back to drives
        </Action>
      </div>
    );
  return (
    <div className={css.actions}>
      <Action onPress={() => send(bridge.leaveJob({ keepArchive: false }))}>{isImage ? 'New image' : 'New archive'}</Action>
      <Action tone="main" onPress={() => send(bridge.leaveJob({ keepArchive: true }))}>
        Again with {isAlone ? 'another drive' : 'other drives'}
      </Action>
    </div>
  );
}
