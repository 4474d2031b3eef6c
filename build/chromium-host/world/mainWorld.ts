import { openBridge } from './bridge.ts';
import type { Parameters } from './messages.ts';

/**
 * Technique: the first script of every document, in the page's own world. Puts what the preload exposes on `window`, and
 * takes `window.open` away: under a handler that denies, it gives null in Electron, while the DevTools protocol can
 * only close a window that is already there.
 */

/** Under this key the preload world gives what is not for the page. */
export const HIDDEN = '';

export interface Hidden {
  readonly opened: (url: string, frameName: string, features: string) => void;
}

export function start({ secret }: Pick<Parameters, 'secret'>): void {
  let hidden: Hidden | undefined;
  const accept = (key: string, api: unknown): void => {
    if (key === HIDDEN) hidden = api as Hidden;
    else Object.defineProperty(window, key, { value: api, enumerable: true });
  };
  openBridge({ target: window, secret, side: 'page', accept });
  const open = (url: string | URL = '', frameName = '_blank', features = ''): null => {
    hidden?.opened(new URL(url, document.baseURI).href, frameName, features);
    return null;
  };
  Object.defineProperty(window, 'open', { value: open });
}
