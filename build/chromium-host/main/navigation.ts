import { type Page } from '../chromium/pages.ts';

/**
 * Technique: who started a navigation. Chromium announces those that the page started (`Page.frameRequestedNavigation`)
 * before it makes the request for them; those that we or the user started come without. The id of a page's main frame is
 * that of its target.
 */
export interface Navigation {
  /** @returns whether the page itself is going there. Asked once for each request for a document. */
  readonly takeWish: () => boolean;
  /** A document is on its way: a question whether the old one may go is not about the window. */
  readonly isUnderway: () => boolean;
}

export function watchNavigation({ targetId, session }: Page): Navigation {
  let isWished = false;
  let isLoading = false;
  session.on('Page.frameRequestedNavigation', ({ frameId, disposition }) => {
    if (frameId === targetId && disposition === 'currentTab') isWished = true;
  });
  session.on('Page.frameStartedLoading', ({ frameId }) => {
    if (frameId === targetId) isLoading = true;
  });
  session.on('Page.frameStoppedLoading', ({ frameId }) => {
    if (frameId === targetId) [isWished, isLoading] = [false, false];
  });
  const takeWish = (): boolean => {
    const wasWished = isWished;
    isWished = false;
    return wasWished;
  };
  return { takeWish, isUnderway: () => isWished || isLoading };
}
