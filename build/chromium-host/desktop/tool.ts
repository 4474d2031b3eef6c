import { execFile, spawnSync } from 'node:child_process';

/** What the desktop does for the app is done by its own programs: an argument vector, never a shell. */

export interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
}

/** @returns undefined if the program is not installed, or there is no desktop because the app runs without windows */
export function runTool(tool: string, args: readonly string[]): Promise<Ran | undefined> {
  if (isHeadless()) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    execFile(tool, args, (error, stdout) => {
      if (error?.code === 'ENOENT') resolve(undefined);
      else resolve({ exitCode: typeof error?.code === 'number' ? error.code : error ? 1 : 0, stdout });
    });
  });
}

/** The main process stands still meanwhile. */
export function runToolAndWait(tool: string, args: readonly string[]): void {
  if (!isHeadless()) spawnSync(tool, args, { stdio: 'ignore' });
}

function isHeadless(): boolean {
  return process.env['TARSTRAP_HEADLESS'] === '1';
}
