import { toFailure } from '../../../shared/errors.ts';
import type { TargetRef } from '../../../shared/view.ts';
import { inspectArchive } from '../../archive/inspect.ts';
import type { Store } from './store.ts';

/** The archive that lies on the table: one at a time, inspected in the background. */
export interface ArchiveDesk {
  /** @param at the card on which it was dropped */
  readonly open: (path: string, at: TargetRef | null) => Promise<void>;
  /** Reads the one that is there again: one of its folders, or all of it. */
  readonly enter: (folder: string | null) => Promise<void>;
  readonly close: () => void;
  /** Settles when no inspection has anything left to put away. */
  readonly idle: () => Promise<void>;
}

interface Reading {
  readonly at: TargetRef | null;
  readonly inside?: string;
}

/** @param changed called when it is known what the archive is, and when it is gone */
export function archiveDesk(store: Store, changed: () => void): ArchiveDesk {
  let current = new AbortController();
  let last: Promise<unknown> = Promise.resolve();
  const begin = (): AbortSignal => {
    current.abort();
    current = new AbortController();
    return current.signal;
  };
  const read = async (path: string, { at, inside }: Reading): Promise<void> => {
    const signal = begin();
    const onProgress = (position: number, size: number): void => {
      if (!signal.aborted) store.set('archive', { kind: 'inspecting', path, position, size });
    };
    onProgress(0, 0);
    changed();
    try {
      const inspection = inspectArchive(path, { signal, inside, onProgress });
      last = inspection.catch(() => {});
      const facts = await inspection;
      if (!signal.aborted) store.set('archive', { kind: 'ready', path: facts.file.path, facts });
    } catch (error) {
      if (!signal.aborted) store.set('archive', { kind: 'refused', path, problem: toFailure(error), at });
    }
    if (!signal.aborted) changed();
  };
  const open = (path: string, at: TargetRef | null): Promise<void> => read(path, { at });
  const enter = async (folder: string | null): Promise<void> => {
    const { archive } = store.state;
    if (archive.kind === 'ready') await read(archive.path, { at: null, ...(folder === null ? {} : { inside: folder }) });
  };
  const close = (): void => {
    begin();
    store.set('archive', { kind: 'none' });
    changed();
  };
  const idle = async (): Promise<void> => void (await last);
  return { open, enter, close, idle };
}
