import type { ReactNode } from 'react';
import { ArchivePane } from '../archive/ArchivePane.tsx';
import { useFileDrag } from '../drag/useFileDrag.ts';
import { Unseen } from '../parts/Unseen.tsx';
import { Announcer } from './Announcer.tsx';
import { Flow } from './Flow.tsx';
import { MessageLine } from './MessageLine.tsx';
import { Stage } from './Stage.tsx';
import { useShortcuts } from './useShortcuts.ts';
import css from './Window.module.css';

/** From left to right: the archive, and where it goes. */
export function Window(): ReactNode {
  useFileDrag();
  useShortcuts();
  return (
    <div className={css.window}>
      <main className={css.panes}>
        <h1 className={css.name}>
          <Unseen>Tarstrap</Unseen>
        </h1>
        <ArchivePane />
        <Flow />
        <Stage />
      </main>
      <MessageLine />
      <Announcer />
    </div>
  );
}
