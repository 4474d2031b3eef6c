import type * as Electron from 'electron';

/** What a window of Chromium's has no place for: it is noted, and nothing comes of it. */

export const Menu = {
  setApplicationMenu: () => {},
  buildFromTemplate: (items: readonly object[]) => ({ items, popup: () => {} }),
};

const blockers = new Set<number>();
let lastBlocker = 0;

/** Electron asks the desktop over D-Bus, which Chromium is kept away from here. */
export const powerSaveBlocker = {
  start: () => {
    lastBlocker += 1;
    blockers.add(lastBlocker);
    return lastBlocker;
  },
  stop: (id: number) => blockers.delete(id),
  isStarted: (id: number) => blockers.has(id),
} satisfies Pick<Electron.PowerSaveBlocker, 'start' | 'stop' | 'isStarted'>;
