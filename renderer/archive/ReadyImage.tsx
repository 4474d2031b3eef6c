import type { ReactNode } from 'react';
import { imageRemarks } from '../../shared/imageRemarks.ts';
import type { ArchiveView } from '../../shared/view.ts';
import { Action } from '../parts/Action.tsx';
import { Remarks } from '../parts/Remarks.tsx';
import { useConnection } from '../state/useConnection.ts';
import css from './Actions.module.css';
import { ArchiveTitle } from './ArchiveTitle.tsx';
import { FactList } from './FactList.tsx';
import { ImagePartitions } from './ImagePartitions.tsx';
import { factsOfImage } from './imageWords.ts';

/** What the disk image is, and what lies in it. */
export function ReadyImage({ archive: { path, facts } }: { readonly archive: Extract<ArchiveView, { kind: 'image' }> }): ReactNode {
  const { bridge, send } = useConnection();
  return (
    <>
      <ArchiveTitle path={path} />
      <FactList facts={factsOfImage(facts)} />
      <ImagePartitions image={facts} />
      <Remarks remarks={imageRemarks(facts)} />
      <div className={css.actions}>
        <Action onPress={() => send(bridge.chooseArchive())}>Choose another…</Action>
        <Action onPress={() => send(bridge.closeArchive())}>Close</Action>
      </div>
    </>
  );
}
