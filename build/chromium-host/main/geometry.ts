import type * as Electron from 'electron';
import type { Page } from '../chromium/pages.ts';
import type { Commands, Session } from '../chromium/protocol.ts';
import type { WindowFacts } from '../world/messages.ts';

/**
 * Where a window is and how large. Electron answers at once and Chromium does not, so what was wished last, or what the page
 * saw last, is the answer.
 */

type Bounds = Commands['Browser.setWindowBounds']['bounds'];

export interface Geometry {
  readonly bounds: () => Electron.Rectangle;
  readonly contentSize: () => [width: number, height: number];
  readonly setBounds: (bounds: Partial<Electron.Rectangle>) => void;
  readonly setContentSize: (width: number, height: number) => void;
  readonly restore: () => void;
  /** @returns whether the size is another one */
  readonly learn: (facts: WindowFacts) => boolean;
}

export interface GeometryOptions {
  readonly browser: Session;
  readonly page: Promise<Page>;
  readonly options: Electron.BrowserWindowConstructorOptions;
}

export function openGeometry({ browser, page, options }: GeometryOptions): Geometry {
  const { x = 0, y = 0, width = 800, height = 600, minWidth = 0, minHeight = 0 } = options;
  let bounds: Electron.Rectangle = { x, y, width, height };
  let content = { width, height };
  let seen = content;
  const windowId = page.then(async ({ targetId }) => (await browser.send('Browser.getWindowForTarget', { targetId })).windowId);
  const change = (wanted: Bounds): void =>
    void windowId.then((id) => browser.tell('Browser.setWindowBounds', { windowId: id, bounds: wanted })).catch(() => {});
  const setBounds = (wanted: Partial<Electron.Rectangle>): void => {
    const { left, top, ...size } = toBounds(wanted);
    if (size.width !== undefined) size.width = Math.max(size.width, minWidth);
    if (size.height !== undefined) size.height = Math.max(size.height, minHeight);
    bounds = { ...bounds, ...wanted, ...size };
    change({ ...(left === undefined ? {} : { left }), ...(top === undefined ? {} : { top }), ...size });
  };
  const setContentSize = (wide: number, high: number): void => {
    content = { width: wide, height: high };
    void windowId.then((id) => browser.tell('Browser.setContentsSize', { windowId: id, width: wide, height: high })).catch(() => {});
  };
  const learn = (facts: WindowFacts): boolean => {
    const isOther = facts.bounds.width !== seen.width || facts.bounds.height !== seen.height;
    ({ bounds, content } = facts);
    seen = bounds;
    return isOther;
  };
  if (options.useContentSize) setContentSize(width, height);
  else setBounds({ width, height, ...(options.x === undefined ? {} : { x }), ...(options.y === undefined ? {} : { y }) });
  return {
    bounds: () => ({ ...bounds }),
    contentSize: () => [content.width, content.height],
    setBounds,
    setContentSize,
    restore: () => change({ windowState: 'normal' }),
    learn,
  };
}

/** DevTools' names for it. Only what was given is in it. */
function toBounds({ x, y, width, height }: Partial<Electron.Rectangle>): Bounds {
  return Object.fromEntries(Object.entries({ left: x, top: y, width, height }).filter(([, value]) => value !== undefined));
}
