import type { ReactNode } from 'react';
import type { Failure } from '../../shared/errors.ts';
import { Action } from '../parts/Action.tsx';
import { Refusal } from '../parts/Refusal.tsx';
import { useConnection } from '../state/useConnection.ts';
import css from './Actions.module.css';
import { ArchiveTitle } from './ArchiveTitle.tsx';

export function RefusedArchive({ path, problem }: { readonly path: string; readonly problem: Failure }): ReactNode {
  const { bridge, send } = useConnection();
  return (
    <>
      <ArchiveTitle path={path} />
      <Refusal problem={problem} />
      <div className={css.actions}>
        <Action onPress={() => send(bridge.chooseArchive())}>Choose another…</Action>
        <Action onPress={() => send(bridge.closeArchive())}>Close</Action>
      </div>
    </>
  );
}
