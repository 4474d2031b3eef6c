import type { ReactNode } from 'react';
import { archiveRemarks } from '../../shared/remarks.ts';
import type { ArchiveView } from '../../shared/view.ts';
import { Action } from '../parts/Action.tsx';
import { Remarks } from '../parts/Remarks.tsx';
import { useConnection } from '../state/useConnection.ts';
import css from './Actions.module.css';
import { ArchiveTitle } from './ArchiveTitle.tsx';
import { FactList } from './FactList.tsx';
import { factsOf } from './facts.ts';
import { Rest } from './Rest.tsx';

/** What the archive is, and what it lacks. */
export function ReadyArchive({ archive: { path, facts, reading } }: { readonly archive: Extract<ArchiveView, { kind: 'ready' }> }): ReactNode {
  const { bridge, send } = useConnection();
  return (
    <>
      <ArchiveTitle path={path} />
      <FactList facts={factsOf(facts)} />
      {reading && <Rest reading={reading} />}
      <Remarks remarks={archiveRemarks(facts)} />
      <div className={css.actions}>
        {facts.inside && <Action onPress={() => send(bridge.chooseInside({ folder: null }))}>Use the whole archive</Action>}
        <Action onPress={() => send(bridge.chooseArchive())}>Choose another…</Action>
        <Action onPress={() => send(bridge.closeArchive())}>Close</Action>
      </div>
    </>
  );
}
