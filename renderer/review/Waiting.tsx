import type { ReactNode } from 'react';
import { useConnection, useView } from '../state/useConnection.ts';
import { Action } from '../parts/Action.tsx';
import css from './Waiting.module.css';

/** There is no plan without an archive that has been read. */
export function Waiting({ unread }: { readonly unread: string | null }): ReactNode {
  const { bridge, send } = useConnection();
  const kind = useView((state) => state.archive.kind);
  if (unread !== null) return <p className={css.waiting}>The archive is read completely first, because {unread}.</p>;
  if (kind === 'inspecting' || kind === 'ready')
    return <p className={css.waiting}>{kind === 'ready' ? 'Making the plan…' : 'The plan follows when the archive has been inspected.'}</p>;
  return (
    <div className={css.waiting}>
      <p>Drop an archive, or choose one.</p>
      <Action onPress={() => send(bridge.chooseArchive())}>Choose an archive…</Action>
    </div>
  );
}
