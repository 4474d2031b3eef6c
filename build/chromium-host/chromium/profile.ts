import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Chromium's own folder: a new one for each start, because nothing in it is the app's. Whose it is stands in its name, so
 * that the next start can delete what a killed one had to leave.
 */

const PREFIX = 'chromium-host-';
const NAME = /^chromium-host-(\d+)-/;

/** Chromium puts a socket into it, whose path may have 107 bytes: too few for a long TMPDIR. */
const PARENT = tmpdir().length <= 20 ? tmpdir() : '/tmp';

export interface Profile {
  readonly path: string;
  /** For TMPDIR: what Chromium forgets there goes with the profile. */
  readonly scratch: string;
  readonly remove: () => void;
}

export function makeProfile(): Profile {
  const path = mkdtempSync(join(PARENT, `${PREFIX}${process.pid}-`));
  const scratch = join(path, 't');
  mkdirSync(scratch);
  return { path, scratch, remove: () => removeFolder(path) };
}

export function removeStaleProfiles(): void {
  for (const name of readdirSync(PARENT)) {
    const pid = NAME.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) removeFolder(join(PARENT, name));
  }
}

/** Processes that were just killed may still hold on for a moment. What is another user's stays. */
function removeFolder(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 });
  } catch {
    // The next start tries again.
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
