import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { BUILT, type CliRun, startCli } from './cli.ts';
import { sh } from './devices.ts';

/** An ordinary user who becomes root as by pkexec, and nobody who is asked (`fixtures/pkexec.c`). */

export interface CallerLab extends Disposable {
  readonly uid: number;
  /** A folder of root's, into which the user may look. */
  readonly folder: string;
  /** One of the user's. */
  readonly home: string;
  /**
   * The terminal, run by the user.
   * @param onTheWay Python that the user runs in the process which then becomes root, such as one that sets a timer
   */
  readonly start: (args: readonly string[], onTheWay?: string) => CliRun;
  /** The engine alone, by that user, for a target. */
  readonly startEngine: (target: string, onTheWay?: string) => ChildProcessByStdio<Writable, Readable, null>;
}

const UID = 65_534;

export function openCallerLab(): CallerLab {
  const folder = mkdtempSync('/var/tmp/caller-');
  chmodSync(folder, 0o755);
  const home = join(folder, 'home');
  for (const name of ['home', 'bin', 'app']) mkdirSync(join(folder, name));
  chownSync(home, UID, UID);
  const pkexec = join(folder, 'bin/pkexec');
  sh('gcc', '-O2', '-Wall', '-Wextra', '-Werror', '-o', pkexec, new URL('../fixtures/pkexec.c', import.meta.url).pathname);
  chmodSync(pkexec, 0o4755);
  for (const name of [...BUILT.map((built) => `out/${built}`), 'package.json'])
    cpSync(new URL(`../../${name}`, import.meta.url).pathname, join(folder, 'app', name));
  const asCaller = (path: string): string[] => [
    'setpriv',
    `--reuid=${UID}`,
    `--regid=${UID}`,
    '--clear-groups',
    'env',
    '-i',
    `HOME=${home}`,
    `PATH=${path}`,
    'TERM=dumb',
  ];
  const PATH = `${join(folder, 'bin')}:/usr/sbin:/usr/bin:/sbin:/bin`;
  /** A pkexec that does something first: timers, limits and the like go along when it becomes the real one (execve(2)). */
  const pathWith = (code?: string): string => {
    if (code === undefined) return PATH;
    const bin = mkdtempSync(join(folder, 'bin-'));
    chmodSync(bin, 0o755);
    const text = `#!/usr/bin/python3\nimport os, resource, signal, sys\n${code}\nos.execv('${pkexec}', sys.argv)\n`;
    writeFileSync(join(bin, 'pkexec'), text, { mode: 0o755 });
    return `${bin}:${PATH}`;
  };
  const startEngine = (target: string, onTheWay?: string): ChildProcessByStdio<Writable, Readable, null> => {
    const engine = ['unshare', '--mount', '--propagation', 'slave', '--', process.execPath, join(folder, 'app/out/engine.js'), target];
    const [program, ...args] = [...asCaller(pathWith(onTheWay)), 'pkexec', `/usr/bin/${engine[0]}`, ...engine.slice(1)] as [string, ...string[]];
    return spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  };
  return {
    uid: UID,
    folder,
    home,
    start: (args, onTheWay) => startCli(args, asCaller(pathWith(onTheWay)), [process.execPath, join(folder, 'app/out/cli.js')]),
    startEngine,
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
