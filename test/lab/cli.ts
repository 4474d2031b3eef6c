import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { engineEvent, type EngineEvent, laneEvent, type LaneEvent } from '../../shared/protocol.ts';
import { z } from '../../shared/zod.ts';

/** The built terminal, run as a user would. */
export const CLI = new URL('../../out/cli.js', import.meta.url).pathname;

/** Terminal and engine, as they lie beside each other. */
export const BUILT = ['cli.js', 'cli-program.js', 'engine.js'] as const;

/** What ends before its job begins speaks of no target. */
const printed = z.union([engineEvent, laneEvent]);
export type Printed = EngineEvent | LaneEvent;

/** As most users have it: further certificates take Node longer to read than all that it does else before its first line. */
const { NODE_EXTRA_CA_CERTS: _, ...ENVIRONMENT } = process.env;

let copied: string | undefined;

export function removeCopy(): void {
  if (copied !== undefined) rmSync(copied, { recursive: true });
  copied = undefined;
}

/** A copy that every user can read: the checkout may lie in a home that nobody else may look into. */
function cliForEverybody(): string {
  if (copied === undefined) {
    copied = mkdtempSync('/var/tmp/built-');
    chmodSync(copied, 0o755);
    for (const name of BUILT) cpSync(join(CLI, '..', name), join(copied, name));
    cpSync(join(CLI, '../../package.json'), join(copied, 'package.json'));
  }
  return join(copied, 'cli.js');
}

export interface CliResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What `--json` printed, checked against the protocol. */
  readonly events: Printed[];
}

export interface CliRun {
  readonly child: ChildProcessByStdio<Writable | null, Readable, Readable>;
  readonly done: Promise<CliResult>;
  /** Settles with the first event that fits; rejects if the program ends without one. */
  readonly event: (fits: (event: Printed) => boolean) => Promise<Printed>;
}

/**
 * @param wrapper what stands before the program, such as `unshare -m sh -c '… "$@"' sh`; it may read standard input
 * @param program the built terminal, if nothing is said; or a package
 */
export function startCli(args: readonly string[], wrapper: readonly string[] = [], program?: readonly string[]): CliRun {
  const built = [process.execPath, wrapper.length > 0 ? cliForEverybody() : CLI];
  const [first, ...rest] = [...wrapper, ...(program ?? built), ...args] as [string, ...string[]];
  const child = spawn(first, rest, { env: ENVIRONMENT, stdio: [wrapper.length > 0 ? 'pipe' : 'ignore', 'pipe', 'pipe'] }) as ChildProcessByStdio<
    Writable | null,
    Readable,
    Readable
  >;
  let stdout = '';
  let stderr = '';
  let parsed = 0;
  const events: Printed[] = [];
  const waiting: { fits: (event: Printed) => boolean; resolve: (event: Printed) => void; reject: (error: Error) => void }[] = [];
  const notify = (event: Printed): void => {
    events.push(event);
    for (const wait of waiting) if (wait.fits(event)) wait.resolve(event);
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    if (!args.includes('--json')) return;
    for (let end = stdout.indexOf('\n', parsed); end >= 0; end = stdout.indexOf('\n', parsed)) {
      const line = stdout.slice(parsed, end);
      parsed = end + 1;
      const event = printed.safeParse(JSON.parse(line));
      if (event.success) notify(event.data);
    }
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const done = new Promise<CliResult>((resolve) =>
    child.once('close', (code, signal) => {
      for (const wait of waiting) wait.reject(new Error(`the program ended first: ${stderr}`));
      resolve({ code, signal, stdout, stderr, events });
    }),
  );
  const event = (fits: (event: Printed) => boolean): Promise<Printed> =>
    new Promise((resolve, reject) => {
      const known = events.find(fits);
      if (known) resolve(known);
      else waiting.push({ fits, resolve, reject });
    });
  return { child, done, event };
}

/** What hides programs, wherever they lie: to stand before ours. */
export function without(...tools: readonly string[]): string[] {
  const hide =
    'for tool in $0; do for at in /usr/bin /usr/sbin /usr/local/bin /usr/local/sbin; do if [ -e $at/$tool ]; then mount --bind /dev/null $at/$tool; fi; done; done; exec "$@"';
  return ['unshare', '--mount', 'sh', '-ec', hide, tools.join(' ')];
}

export function cli(...args: string[]): Promise<CliResult> {
  return startCli(args).done;
}
