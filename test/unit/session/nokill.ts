import { mkdirSync, writeFileSync } from 'node:fs';
import { awaitHandler } from '../../../electron/engine/session/handler.ts';
import { ReportReader } from '../../../electron/engine/session/reports.ts';
import { TAR } from '../../../electron/engine/session/tools.ts';
import { runStep } from '../../../electron/run/run.ts';
import { type Running, start } from '../../../electron/run/spawn.ts';

/** The race that Tarstrap exists for: real tar, signalled as early as it can be, many times over. */
export interface Starts {
  readonly starts: number;
  /** Whether the handler is waited for; without it the same harness kills tar. */
  readonly check: boolean;
  /** How many of the starts run beside two programs that keep both cores busy. */
  readonly loaded: number;
  /** It packs; else it unpacks, and lists every eighth time. */
  readonly packs?: boolean;
  /** Private, best in memory. */
  readonly folder: string;
}

export interface Count {
  starts: number;
  /** Signals sent to a process that was still there. */
  signalled: number;
  /** Reports that came back. */
  answered: number;
  /** Ended by SIGUSR1. */
  killed: number;
  /** Ended in any other way than with exit code 0. */
  failed: number;
}

export async function signalAtOnce({ starts, check, loaded, packs = false, folder }: Starts): Promise<Count> {
  const archive = await makeArchive(folder);
  const count: Count = { starts: 0, signalled: 0, answered: 0, killed: 0, failed: 0 };
  const startMany = async (from: number, to: number): Promise<void> => {
    for (let i = from; i < to; i += 1) await startOne({ archive, folder, check, packs, round: i }, count);
  };
  const busy = await Promise.all(loaded > 0 ? [keepBusy(), keepBusy()] : []);
  try {
    await startMany(0, loaded);
  } finally {
    for (const { child } of busy) child.kill('SIGKILL');
  }
  await startMany(loaded, starts);
  return count;
}

/** A few MiB in many files: tar lives for some milliseconds. */
async function makeArchive(folder: string): Promise<string> {
  mkdirSync(`${folder}/tree`, { recursive: true });
  mkdirSync(`${folder}/into`, { recursive: true });
  for (let i = 0; i < 1000; i += 1) writeFileSync(`${folder}/tree/file${i}`, Buffer.alloc(4000, i));
  const archive = `${folder}/archive.tar`;
  await runStep('Packing', { tool: 'tar', args: ['-c', '-f', archive, '-C', folder, 'tree'] });
  return archive;
}

function keepBusy(): Promise<Running> {
  return start({ tool: 'sh', args: ['-c', 'while :; do :; done'], tied: true });
}

interface Round extends Required<Pick<Starts, 'folder' | 'check' | 'packs'>> {
  readonly archive: string;
  readonly round: number;
}

/** Every other goes through setpriv, as in the product. */
async function startOne({ archive, folder, check, packs, round }: Round, count: Count): Promise<void> {
  const unpacking = [round % 8 === 7 ? '-t' : '-x', '--totals=SIGUSR1', '-f', archive, '-C', `${folder}/into`];
  const packing = ['-c', '--totals=SIGUSR1', '-f', `${folder}/packed.tar`, '-C', folder, 'tree'];
  const running = await start({ tool: 'tar', args: packs ? packing : unpacking, tied: check && round % 2 === 0 });
  const ended = new AbortController();
  void running.exit.then(() => ended.abort());
  const reader = new ReportReader(TAR);
  running.stderr.setEncoding('latin1').on('data', (text: string) => {
    count.answered += reader.push(text).positions.length;
  });
  const ready = !check || (await awaitHandler(running.pid, TAR, ended.signal));
  if (ready && running.child.kill('SIGUSR1')) count.signalled += 1;
  const { exitCode, signal } = await running.exit;
  count.starts += 1;
  if (signal === 'SIGUSR1') count.killed += 1;
  else if (exitCode !== 0) count.failed += 1;
}
