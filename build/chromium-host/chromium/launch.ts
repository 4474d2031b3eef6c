import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { type Connection, connect } from './connection.ts';
import { flagsFor } from './flags.ts';
import { makeProfile, type Profile, removeStaleProfiles } from './profile.ts';

/** Starts Chromium and ends it, with all of its processes and files, however this process ends. */

/** Debian's `chromium` in the PATH is a shell script around this. */
const EXECUTABLE = '/usr/lib/chromium/chromium';
/** sysexits.h: EX_UNAVAILABLE. */
const UNAVAILABLE = 69;

export interface Chromium extends Connection {
  readonly gone: Promise<void>;
  /** Whether another client, such as Playwright, is going to look at the pages as well. */
  readonly isWatched: boolean;
  /** Tells that client where to connect. */
  readonly announce: () => void;
}

export function launchChromium(): Chromium {
  const executable = process.env['TARSTRAP_CHROMIUM'] ?? EXECUTABLE;
  const isHeadless = process.env['TARSTRAP_HEADLESS'] === '1';
  const debuggingPort = process.env['CHROMIUM_HOST_DEBUGGING_PORT'];
  delete process.env['CHROMIUM_HOST_DEBUGGING_PORT'];
  requireProgram(executable);
  if (!isHeadless) requireDisplay();
  const profile = makeProfile();
  const isRoot = process.getuid?.() === 0;
  const child = spawn(executable, flagsFor({ profile: profile.path, isHeadless, isRoot, debuggingPort }), {
    // A group of its own: Ctrl-C reaches only us, and we reach all of it.
    detached: true,
    stdio: ['ignore', 'ignore', debuggingPort === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    env: { ...process.env, TMPDIR: profile.scratch, DBUS_SESSION_BUS_ADDRESS: 'disabled:', DBUS_SYSTEM_BUS_ADDRESS: 'disabled:' },
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()).once('error', () => resolve()));
  requireAnswer(child);
  process.once('exit', () => end(child, profile));
  setImmediate(removeStaleProfiles);
  const [, , , commands, answers] = child.stdio;
  const connection = connect(commands as Writable, answers as Readable);
  return { ...connection, gone, isWatched: debuggingPort !== undefined, announce: announcer(child.stderr) };
}

function requireProgram(executable: string): void {
  try {
    accessSync(executable, constants.X_OK);
  } catch {
    fail(`Chromium is not at ${executable}: apt-get install chromium, or name another one in TARSTRAP_CHROMIUM`);
  }
}

function requireDisplay(): void {
  if (!process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) fail('there is no display to open a window on (neither DISPLAY nor WAYLAND_DISPLAY is set)');
}

/** A Chromium that cannot use its display ends without a word on the pipe. */
function requireAnswer(child: ChildProcess): void {
  const failed = (): never => fail(`Chromium ended at once; try it by hand: ${child.spawnfile} (it needs a display that it may use)`);
  child.once('exit', failed);
  child.stdio[4]?.once('data', () => child.off('exit', failed));
}

function fail(sentence: string): never {
  process.stderr.write(`electron: ${sentence}\n`);
  process.exit(UNAVAILABLE);
}

/** At once: Chromium is asked for nothing, and nothing that it could save is kept. */
function end({ pid }: ChildProcess, profile: Profile): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
  profile.remove();
}

/** Chromium says where it listens before the app has its window; who connects shall find one. */
function announcer(stderr: Readable | null): () => void {
  if (!stderr) return () => {};
  const line = new Promise<string>((resolve) => {
    createInterface({ input: stderr }).on('line', (text) => void (text.startsWith('DevTools listening on ') && resolve(text)));
  });
  return () => void line.then((text) => process.stderr.write(`${text}\n`));
}
