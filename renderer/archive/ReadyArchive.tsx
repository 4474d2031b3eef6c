import type { ReactNode } from 'react';
import type { ArchiveFacts } from '../../shared/facts.ts';
import { Action } from '../parts/Action.tsx';
import { Remark } from '../parts/Remark.tsx';
import { useConnection } from '../state/useConnection.ts';
import { ArchiveTitle } from './ArchiveTitle.tsx';
import { factsOf, warningsOf } from './facts.ts';
import css from './ReadyArchive.module.css';

/** What the archive is, and what it lacks. */
export function ReadyArchive({ path, facts }: { readonly path: string; readonly facts: ArchiveFacts }): ReactNode {
  const { bridge, send } = useConnection();
  const warnings = warningsOf(facts);
  return (
    <>
      <ArchiveTitle path={path} />
      <dl className={css.facts}>
        {factsOf(facts).map(({ name, value, more }) => (
          <div key={name} className={css.fact}>
            <dt>{name}</dt>
            <dd>
              {value}
              {more && <small>{more}</small>}
            </dd>
          </div>
        ))}
      </dl>
      {warnings.length > 0 && (
        <ul className={css.warnings} aria-label="Worth knowing">
          {warnings.map(({ tone, text }) => (
            <li key={text}>
              <Remark tone={tone}>{text}</Remark>
            </li>
          ))}
        </ul>
      )}
      <div className={css.actions}>
        <Action onPress={() => send(bridge.chooseArchive())}>Choose another…</Action>
        <Action onPress={() => send(bridge.closeArchive())}>Close</Action>
      </div>
    </>
  );
}
