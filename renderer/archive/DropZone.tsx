import type { ReactNode } from 'react';
import { useDropState } from '../drag/useDropState.ts';
import { Icon } from '../icons/Icon.tsx';
import { ZONE } from '../state/place.ts';
import { useConnection } from '../state/useConnection.ts';
import css from './DropZone.module.css';

/** Where there is no archive yet: as large as the pane, and a button as well. */
export function DropZone(): ReactNode {
  const { bridge, send } = useConnection();
  const { load, look, isOver, why } = useDropState(ZONE, null);
  return (
    <button type="button" className={css.zone} data-look={look} data-over={isOver} onClick={() => send(bridge.chooseArchive())}>
      <span className={css.icon}>
        <Icon name={look === 'refuses' ? 'refused' : 'archive'} size={40} />
      </span>
      <span className={css.words}>
        {why ??
          (look === 'accepts' ? (load === 'card' ? 'Drop it to capture it' : 'Drop it to open it') : 'Drop a root filesystem tarball or a disk image here')}
      </span>
      <span className={css.choose}>
        or choose a file… <kbd>Ctrl+O</kbd>
      </span>
      <small className={css.formats}>
        <span>.tar, .tar.gz, .tar.xz, .tar.zst, .tar.bz2, .tar.lz4, .tar.lz, .tar.lzma, .tar.Z</span>
        <span>.img, .iso, .wic, .raw, compressed as well, or in a zip</span>
      </small>
    </button>
  );
}
