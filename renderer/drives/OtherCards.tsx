import { type ReactNode, useId } from 'react';
import { useConnection } from '../state/useConnection.ts';
import { Card } from './Card.tsx';
import css from './OtherCards.module.css';

/** The targets that are no drives. */

export function ImageCard(): ReactNode {
  const { bridge, send } = useConnection();
  const words = useId();
  return (
    <Card place="image" icon="image" title="Disk image…" lock={null} describedBy={words} onChoose={() => send(bridge.chooseTarget({ kind: 'image' }))}>
      <p id={words} className={css.words}>
        A file instead of a drive: to try it, or to write later
      </p>
    </Card>
  );
}

export function FolderCard(): ReactNode {
  const { bridge, send } = useConnection();
  const words = useId();
  return (
    <Card place="folder" icon="folder" title="Folder…" lock={null} describedBy={words} onChoose={() => send(bridge.chooseTarget({ kind: 'folder' }))}>
      <p id={words} className={css.words}>
        Unpack into a mounted folder
      </p>
    </Card>
  );
}
