import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:net';
import { vi } from 'vitest';
import { sh } from './devices.ts';

/** A real system bus, a real polkitd and an ordinary user, without systemd. */

const AGENT = new URL('../fixtures/polkit-agent.py', import.meta.url).pathname;
const BUS = '/run/dbus/system_bus_socket';

export type Answer = 'accept' | 'dismiss' | 'refuse' | 'hang';

export interface PolkitLab extends AsyncDisposable {
  readonly user: string;
  /** The built app, where that user can read it. */
  readonly app: string;
  /** A folder of that user's. */
  readonly home: string;
}

export async function openPolkitLab(): Promise<PolkitLab> {
  const user = `tarstrap${Math.random().toString(36).slice(2, 8)}`;
  const ended: (() => void)[] = [];
  if (!(await hasBus())) ended.push(await startBus());
  ended.push(await startAuthority());
  const folder = mkdtempSync('/var/tmp/polkit-lab-');
  sh('chmod', '755', folder);
  const home = join(folder, 'home');
  sh('useradd', '--home-dir', home, '--create-home', user);
  const app = join(folder, 'app');
  cpSync(new URL('../../out', import.meta.url).pathname, join(app, 'out'), { recursive: true, filter: (path) => !path.includes('/types') });
  cpSync(new URL('../../package.json', import.meta.url).pathname, join(app, 'package.json'));
  const close = async (): Promise<void> => {
    for (const end of ended.toReversed()) end();
    // A browser that has just been killed takes a moment to be gone.
    await vi.waitFor(() => sh('userdel', user), { timeout: 10_000, interval: 200 });
    rmSync(folder, { recursive: true, force: true });
  };
  return { user, app, home, [Symbol.asyncDispose]: close };
}

/** A socket may be left of one that is gone. */
function hasBus(): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(BUS, () => {
      socket.end();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** @returns what ends it */
async function startBus(): Promise<() => void> {
  mkdirSync('/run/dbus', { recursive: true });
  const bus = spawn('dbus-daemon', ['--system', '--nofork', '--nopidfile', '--print-address'], { stdio: ['ignore', 'pipe', 'ignore'] });
  await said(bus, 'unix:');
  return () => {
    bus.kill();
    rmSync(BUS, { force: true });
  };
}

async function startAuthority(): Promise<() => void> {
  const authority = spawn('/usr/lib/polkit-1/polkitd', ['--replace'], { stdio: ['ignore', 'pipe', 'pipe'] });
  await said(authority, 'Acquired the name org.freedesktop.PolicyKit1');
  return () => void authority.kill();
}

/** Settles when the program has written this. @returns the line on which it stands */
function said(child: ChildProcess, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let heard = '';
    const hear = (piece: Buffer): void => {
      heard += piece.toString('utf8');
      const line = heard
        .split('\n')
        .slice(0, -1)
        .find((found) => found.includes(text));
      if (line !== undefined) resolve(line);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('exit', (code) => reject(new Error(`ended with ${code} before it said "${text}": ${heard}`)));
  });
}

/** What stands before a command so that the user runs it, with nothing of our environment. */
export function asUser({ user, home }: PolkitLab): string[] {
  return ['setpriv', `--reuid=${user}`, `--regid=${user}`, '--init-groups', 'env', '-i', `HOME=${home}`, `USER=${user}`, 'PATH=/usr/bin:/bin', 'TERM=dumb'];
}

/** A program that runs another as the user, without a screen; the door of a package asks for one all the same. */
export function programAsUser(lab: PolkitLab, program: string): string {
  const path = join(lab.app, 'as-user');
  writeFileSync(path, `#!/bin/sh\nexec ${[...asUser(lab), 'TARSTRAP_HEADLESS=1', 'DISPLAY=:none', program].join(' ')} "$@"\n`, { mode: 0o755 });
  return path;
}

/** A program that runs the window as the user, in place of `electron`. */
export function windowAsUser(lab: PolkitLab): string {
  const host = join(lab.app, 'build/chromium-host/electron');
  cpSync(new URL('../../build/chromium-host/electron', import.meta.url).pathname, host);
  return programAsUser(lab, host);
}

/** Stops there until it gets a line, so that an agent can be there before it goes on. */
export const WAIT_FOR_LINE = ['sh', '-c', 'read -r _ && exec "$@"', 'sh'];

/** Registers an agent for a process, which speaks for it until disposed. `asked` settles with what it was asked for. */
export async function startAgent(pid: number, answer: Answer): Promise<Disposable & { readonly asked: Promise<string> }> {
  const agent = spawn('/usr/bin/python3', [AGENT, String(pid), answer], { stdio: ['ignore', 'pipe', 'pipe'] });
  const asked = said(agent, 'asked');
  asked.catch(() => {});
  await said(agent, 'registered');
  return { asked, [Symbol.dispose]: () => void agent.kill() };
}
