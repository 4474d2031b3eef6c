import { type Failure, type TarstrapError, toFailure } from '../../../shared/errors.ts';
import type { ArchiveView, LayoutBeside, TargetRef } from '../../../shared/view.ts';
import { GLANCE_MS } from '../../archive/beginning.ts';
import { readLayoutBeside } from '../../archive/layoutFile.ts';
import { isAsInspected, type Source } from '../../image/source.ts';
import { type Inspections, openInspections } from './inspections.ts';
import type { Store } from './store.ts';

/**
 * The archive or disk image that lies on the table: one at a time. After a glance a plan can be made; what that has left unread
 * of an archive is read in the background, as long as nobody has begun to write.
 */
export interface ArchiveDesk {
  /** Settles when it is known what the archive is, as far as a glance tells. @param at the card on which it was dropped */
  readonly open: (path: string, at: TargetRef | null) => Promise<void>;
  /** What was meant for the table, and is not read. */
  readonly refuse: (path: string, problem: TarstrapError) => void;
  /** Reads the one that is there again: one of its folders, or all of it. */
  readonly enter: (folder: string | null) => Promise<void>;
  /** Reads it again as it was read before, where somebody has written or replaced its file since. @returns whether that is so */
  readonly renew: () => boolean;
  /** A job begins: nothing is read beside it. */
  readonly rest: () => void;
  /** A job has ended: reads what is still unread of the one that is there, or all of it where its file is another one by now. */
  readonly resume: () => void;
  readonly close: () => void;
  /** Settles when no inspection has anything left to put away. */
  readonly idle: () => Promise<void>;
}

interface Reading {
  readonly at: TargetRef | null;
  readonly inside?: string | undefined;
}

export interface Changes {
  /** Another archive is there, or none, or one that cannot be used. */
  readonly replaced: () => void;
  /** More is known of the same. */
  readonly completed: () => void;
}

export function archiveDesk(store: Store, changes: Changes): ArchiveDesk {
  const { begin, idle, read, readAgain, readRest, refuse } = openReader(store, changes);
  const ready = (): ReadyView | undefined => (store.state.archive.kind === 'ready' ? store.state.archive : undefined);
  const renew = (): boolean => {
    const source = sourceOf(store);
    return source !== undefined && readAgain(source);
  };
  return {
    open: (path, at) => read(path, { at }),
    refuse: (path, problem) => {
      begin();
      refuse(path, toFailure(problem), null);
    },
    enter: async (folder) => {
      const archive = ready();
      if (archive) await read(archive.path, { at: null, ...(folder === null ? {} : { inside: folder }) });
    },
    renew,
    rest: () => {
      begin();
      const archive = ready();
      if (archive?.reading) store.set('archive', { ...archive, reading: null });
    },
    resume: () => {
      if (renew()) return;
      const archive = ready();
      if (archive && archive.facts.unread > 0 && !archive.reading) void readRest(archive, begin());
    },
    close: () => {
      begin();
      store.set('archive', { kind: 'none' });
      changes.replaced();
    },
    idle,
  };
}

export function sourceOf({ state: { archive } }: Store): Source | undefined {
  if (archive.kind === 'ready') return { kind: 'archive', facts: archive.facts };
  return archive.kind === 'image' ? { kind: 'image', facts: archive.facts } : undefined;
}

interface Reader extends Pick<Inspections, 'begin' | 'idle'> {
  readonly read: (path: string, reading: Reading) => Promise<void>;
  /** @returns whether there was a reason for it: what was read is not there any more */
  readonly readAgain: (source: Source) => boolean;
  readonly refuse: (path: string, problem: Failure, at: TargetRef | null) => void;
  readonly readRest: (begun: ReadyView, signal: AbortSignal) => Promise<void>;
}

function openReader(store: Store, { replaced, completed }: Changes): Reader {
  const { begin, inspect, idle } = openInspections();
  const refuse: Reader['refuse'] = (path, problem, at) => {
    store.set('archive', { kind: 'refused', path, problem, at });
    replaced();
  };
  // Through a link another file may be reached by now.
  let last: { readonly path: string; readonly inside: string | undefined } | undefined;
  const read: Reader['read'] = async (path, { at, inside }) => {
    last = { path, inside };
    const signal = begin();
    const onProgress = (position: number, size: number): void => {
      if (!signal.aborted) store.set('archive', { kind: 'inspecting', path, position, size });
    };
    onProgress(0, 0);
    replaced();
    const glanced = await inspect(path, { signal, inside, onProgress, until: AbortSignal.timeout(GLANCE_MS) });
    if (!glanced) return;
    if ('problem' in glanced) return refuse(path, glanced.problem, at);
    const view = viewOf(glanced.source, besideOf(glanced.source.facts.file.path));
    store.set('archive', view);
    replaced();
    if (view.kind === 'ready' && view.facts.unread > 0) void readRest(view, signal);
  };
  const readAgain: Reader['readAgain'] = (source) => {
    if (!last || isAsInspected(last.path, source)) return false;
    void read(last.path, { at: null, ...last });
    return true;
  };
  const readRest: Reader['readRest'] = async (begun, signal) => {
    const { path, size } = begun.facts.file;
    const onProgress = (position: number): void => {
      if (!signal.aborted) store.set('archive', { ...begun, reading: { position, size } });
    };
    onProgress(0);
    const whole = await inspect(path, { signal, onProgress, isIdle: true });
    if (!whole) return;
    if ('problem' in whole) return refuse(path, whole.problem, null);
    store.set('archive', viewOf(whole.source, begun.beside));
    completed();
  };
  return { begin, idle, read, readAgain, readRest, refuse };
}

type ReadyView = Extract<ArchiveView, { kind: 'ready' }>;

/** Behind an image there is nothing that is still to be read. */
function viewOf({ kind, facts }: Source, beside: LayoutBeside | null): Extract<ArchiveView, { kind: 'ready' | 'image' }> {
  const { path } = facts.file;
  return kind === 'image' ? { kind, path, facts } : { kind: 'ready', path, facts, beside, reading: null };
}

function besideOf(path: string): LayoutBeside | null {
  try {
    const layout = readLayoutBeside(path);
    return layout ? { layout } : null;
  } catch (error) {
    return { problem: toFailure(error) };
  }
}
