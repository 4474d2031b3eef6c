import { type ReactNode, useId } from 'react';
import { useConnection } from '../state/useConnection.ts';
import { Card } from './Card.tsx';
import css from './OtherCards.module.css';

/** The targets that are no drives. Above those, where nothing that comes or goes moves them under the pointer. */
export function OtherCards(): ReactNode {
  return (
    <div className={css.others}>
      <ImageCard />
      <FolderCard />
    </div>
  );
}

function ImageCard(): ReactNode {
  const { bridge, send } = useConnection();
  const words = useId();
  return (
    <Card place="image" icon="image" title="Disk image…" lock={null} describedBy={words} onChoose={() => send(bridge.chooseTarget({ kind: 'image' }))}>
      <p id={words} className={css.words}>
        A file: to try it, or to write it later
      </p>
    </Card>
  );
}

function FolderCard(): ReactNode {
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
