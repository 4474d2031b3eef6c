import type * as Electron from 'electron';
import type { Windows } from '../main/windows.ts';

/** `clipboard`: kept here, and copied to the desktop's by the page of a window. What others have copied is not seen. */
export function openClipboard(windows: Windows) {
  let kept = '';
  return {
    writeText: async (text: string) => {
      kept = text;
      const [window] = windows.all();
      window?.webContents.copy(text);
    },
    readText: async () => kept,
  } satisfies Pick<Electron.Clipboard, 'writeText' | 'readText'>;
}
