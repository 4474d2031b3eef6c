import type { ReactNode } from 'react';
import { useConnection, useView } from '../state/useConnection.ts';
import { Action } from '../parts/Action.tsx';
import css from './Waiting.module.css';

/** There is no plan without an archive that has been read, or an image. */
export function Waiting({ unread }: { readonly unread: string | null }): ReactNode {
  const { bridge, send } = useConnection();
  const kind = useView((state) => state.archive.kind);
  if (unread !== null) return <p className={css.waiting}>The archive is read completely first, because {unread}.</p>;
  if (kind === 'ready' || kind === 'image') return <p className={css.waiting}>Making the plan…</p>;
  if (kind === 'inspecting') return <p className={css.waiting}>The plan follows when the file has been inspected.</p>;
  return (
    <div className={css.waiting}>
      <p>Drop a tarball or a disk image, or choose one.</p>
      <Action onPress={() => send(bridge.chooseArchive())}>Choose a file…</Action>
    </div>
  );
}
