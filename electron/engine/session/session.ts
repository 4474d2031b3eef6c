import { TarstrapError } from '../../../shared/errors.ts';
import type { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { listingLines } from '../../archive/listing.ts';
import { type Exit, type Running, type SpawnRequest, start } from '../../run/spawn.ts';
import { stopOnAbort } from '../../run/stop.ts';
import { readTraffic } from '../proc/vitals.ts';
import { believer, type Witness } from './belief.ts';
import { keepAsking, PACE, type Pace } from './pace.ts';
import { ReportReader } from './reports.ts';
import type { SignalledTool } from './tools.ts';

/**
 * The heart: a program that is signalled and answers how far it is, run to its end. Serves `tar --extract`,
 * `--create`, `--compare` and `dd` alike.
 */
export interface SessionRequest {
  readonly tool: SignalledTool;
  readonly command: Omit<SpawnRequest, 'tied'>;
  readonly signal?: AbortSignal;
  readonly pace?: Partial<Pace>;
  /** A position in bytes; never less than the one before, nor more than the program has moved (`belief.ts`). */
  readonly onReport?: (position: number) => void;
  /** Whatever else the program says on standard error; what is too long for a line is cut. */
  readonly onLine?: (line: string) => void;
  /** A line of tar's listing on standard output, one character a byte; left out: standard output goes where the command says. */
  readonly onOutput?: ((line: string) => void) | undefined;
  /** It runs. */
  readonly onStart?: (running: Running) => void;
}

export interface SessionResult extends Exit {
  readonly reports: number;
  readonly position: number;
}

/**
 * @returns how it ended; exit codes are the caller's to judge
 * @throws TarstrapError `tar-stuck` if it hangs in its handler and had to be killed, `archive-name-too-long`; the abort's reason when aborted
 */
export async function runSession(request: SessionRequest): Promise<SessionResult> {
  const { tool, signal } = request;
  signal?.throwIfAborted();
  const running = await start({ ...request.command, ...(request.onOutput ? { stdout: 'pipe' as const } : {}), tied: true });
  using _ = stopOnAbort(running, signal);
  const ended = new AbortController();
  void running.exit.then(() => ended.abort());
  request.onStart?.(running);

  let signals = 0;
  const ear = listen(request, { signals: () => signals, traffic: () => readTraffic(running.pid) });
  running.stderr.setEncoding('latin1').on('data', ear.hear);
  const output = readOutput(running.stdout, request.onOutput);
  // Thrown below; until then it must not pass for a rejection that nobody handles, which would end the whole engine.
  output.catch(() => {});
  const verdict = await keepAsking(
    {
      pid: running.pid,
      signal: () => {
        // Counted first: the answer must not come before its question.
        signals += 1;
        return running.child.kill(tool.signal);
      },
      reports: () => ear.reports,
      quietFor: () => performance.now() - ear.heardAt,
      ended: ended.signal,
    },
    tool,
    { ...PACE, ...request.pace },
  );
  if (verdict === 'stuck') running.child.kill('SIGKILL');
  const [exit] = await Promise.all([running.exit, output]);
  ear.end();
  signal?.throwIfAborted();
  if (verdict === 'stuck') throw new TarstrapError('tar-stuck', { tool: tool.name });
  return { ...exit, reports: ear.reports, position: ear.position };
}

async function readOutput(stdout: Readable | null, onOutput: SessionRequest['onOutput']): Promise<void> {
  if (!stdout || !onOutput) return;
  let since = performance.now();
  for await (const line of listingLines(stdout, 'the archive')) {
    onOutput(line);
    // A listener may look at a slow drive for every line; timers must get their turn all the same.
    if (performance.now() - since > 50) {
      await nextTurn();
      since = performance.now();
    }
  }
}

/** Standard error is always read to the end: a full pipe would block the program for good. */
function listen({ tool, onReport, onLine }: SessionRequest, witness: Witness) {
  const reader = new ReportReader(tool, believer(tool, witness));
  // Bytes until here, because a report may come between those of one character.
  const tell = (lines: readonly string[]): void => lines.forEach((line) => onLine?.(Buffer.from(line, 'latin1').toString('utf8')));
  const ear = {
    reports: 0,
    position: 0,
    heardAt: 0,
    hear: (text: string): void => {
      ear.heardAt = performance.now();
      const { positions, lines } = reader.push(text);
      for (const position of positions) {
        ear.reports += 1;
        ear.position = Math.max(ear.position, position);
        onReport?.(ear.position);
      }
      tell(lines);
    },
    end: (): void => tell(reader.end()),
  };
  return ear;
}
