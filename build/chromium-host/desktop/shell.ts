import type * as Electron from 'electron';
import { dirname } from 'node:path';
import { runTool } from './tool.ts';

/** `shell`, by xdg-open. */
export const shell = {
  openExternal: async (url: string) => {
    const ran = await runTool('xdg-open', [url]);
    if (ran?.exitCode !== 0) throw new Error(`Failed to open ${url}`);
  },
  showItemInFolder: (path: string) => void runTool('xdg-open', [dirname(path)]),
} satisfies Pick<Electron.Shell, 'openExternal' | 'showItemInFolder'>;
