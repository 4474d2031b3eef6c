import type { ReactNode } from 'react';
import type { Remark as RemarkFacts } from '../../shared/remarks.ts';
import { useConnection } from '../state/useConnection.ts';
import { Action } from './Action.tsx';
import { Remark } from './Remark.tsx';
import css from './Remarks.module.css';

/** What was found before anything is written, with what to do about it. */
export function Remarks({ remarks }: { readonly remarks: readonly RemarkFacts[] }): ReactNode {
  if (remarks.length === 0) return null;
  return (
    <ul className={css.remarks} aria-label="Worth knowing">
      {remarks.map(({ id, tone, text, advice, folders = [], layouts = [] }) => (
        <li key={id}>
          <Remark tone={tone}>
            <p>{text}</p>
            {advice && <p className={css.advice}>{advice}</p>}
            {folders.length > 0 && <Folders folders={folders} />}
            {layouts.length > 0 && <Layouts layouts={layouts} />}
          </Remark>
        </li>
      ))}
    </ul>
  );
}

function Layouts({ layouts }: { readonly layouts: NonNullable<RemarkFacts['layouts']> }): ReactNode {
  const { bridge, send } = useConnection();
  return (
    <div className={css.choices}>
      {layouts.map(({ id, title }) => (
        <Action key={id} onPress={() => send(bridge.setOptions({ layoutId: id }))}>
          Use “{title}”
        </Action>
      ))}
    </div>
  );
}

function Folders({ folders }: { readonly folders: readonly string[] }): ReactNode {
  const { bridge, send } = useConnection();
  return (
    <div className={css.choices}>
      {folders.map((folder) => (
        <Action key={folder} onPress={() => send(bridge.chooseInside({ folder }))}>
          Use the folder {folder}
        </Action>
      ))}
    </div>
  );
}
