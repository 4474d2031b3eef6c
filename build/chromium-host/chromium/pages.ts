import type { Connection } from './connection.ts';
import type { Events, Session } from './protocol.ts';

/**
 * Technique: Chromium attaches us to every page there is (`Target.setAutoAttach`). The first is the empty window it
 * starts with, which becomes the app's first; those that we make are ours; any other was opened by a page or a keyboard
 * shortcut, and is closed.
 */

export interface Page {
  readonly targetId: string;
  readonly session: Session;
}

export interface Pages {
  /** A page in a window of its own. */
  readonly open: () => Promise<Page>;
}

const ONLY_PAGES = [{ type: 'page' }, { exclude: true }];

export function openPages({ browser, session }: Connection): Pages {
  const strangers = new Map<string, Page>();
  const wanted = new Map<string, (page: Page) => void>();
  let making = 0;
  let takeFirst: ((page: Page) => void) | undefined;
  let first: Promise<Page> | undefined = new Promise((resolve) => (takeFirst = resolve));
  const closeStrangers = (): void => {
    // While one is being made, we do not know its name yet.
    if (making > 0) return;
    for (const { targetId } of strangers.values()) browser.tell('Target.closeTarget', { targetId });
    strangers.clear();
  };
  browser.on('Target.attachedToTarget', ({ sessionId, targetInfo: { targetId } }: Events['Target.attachedToTarget']) => {
    const page = { targetId, session: session(sessionId) };
    const take = takeFirst ?? wanted.get(targetId);
    takeFirst = undefined;
    if (take) return take(page);
    strangers.set(targetId, page);
    closeStrangers();
  });
  const claim = (targetId: string): Promise<Page> => {
    const page = strangers.get(targetId);
    strangers.delete(targetId);
    return page ? Promise.resolve(page) : new Promise((resolve) => wanted.set(targetId, resolve));
  };
  const make = async (): Promise<Page> => {
    making += 1;
    try {
      return await claim((await browser.send('Target.createTarget', { url: 'about:blank', newWindow: true })).targetId);
    } finally {
      making -= 1;
      closeStrangers();
    }
  };
  const open = (): Promise<Page> => {
    const page = first ?? make();
    first = undefined;
    return page;
  };
  browser.tell('Target.setDiscoverTargets', { discover: true, filter: ONLY_PAGES });
  browser.tell('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: true, filter: ONLY_PAGES });
  // Nothing that a page could ask for is granted, to no origin.
  browser.tell('Browser.grantPermissions', { permissions: [] });
  return { open };
}
