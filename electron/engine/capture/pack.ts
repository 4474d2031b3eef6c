import { fdatasync, fstatSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { sieveOf } from '../../../shared/capture/leaveOut.ts';
import type { CapturePlan } from '../../../shared/capture/types.ts';
import { displayName } from '../../archive/names.ts';
import { Scope } from '../../run/scope.ts';
import type { Running } from '../../run/spawn.ts';
import type { ToolEnd } from '../../run/unfit.ts';
import { openCell } from '../extract/cell.ts';
import { Log } from '../extract/messages.ts';
import { type Job, note } from '../job.ts';
import { runSession, type SessionResult } from '../session/session.ts';
import { TAR } from '../session/tools.ts';
import type { Ledger } from './ledger.ts';
import { readBack } from './readBack.ts';
import { openReadAhead, type ReadAhead } from './readAhead.ts';
import { type Making, openSink, problemOf } from './sink.ts';
import type { SourceTree } from './source.ts';
import { walk } from './walk.ts';
import { packingWords } from './words.ts';

export interface PackRequest {
  readonly plan: CapturePlan;
  readonly tree: SourceTree;
  /** The archive, open to be written and read. */
  readonly fd: number;
}

/**
 * Packs the tree. The bytes go from tar through a kernel pipe into the compressor, and from there into the file. Names go ahead of tar as they are found, so
 * that it need not wait for all of them, and finds what it asks of them in memory; and the archive is listed while it is written.
 * @returns bytes of the stream
 * @throws TarstrapError `archive-…` by what went wrong where it is made; `archive-does-not-pack`
 */
export async function pack({ plan, tree, fd }: PackRequest, ledger: Ledger, job: Job): Promise<number> {
  await using cell = new Scope();
  const within = await openCell({ into: tree.root, folder: job.folder, nested: true, readOnly: true, linksStay: true, capabilities: LOOKING }, cell);
  const over = new AbortController();
  const own: Job = { ...job, signal: AbortSignal.any([job.signal, over.signal]) };
  const sink = await openSink(plan, fd, own);
  await using ahead = await aheadOf(tree, own);
  const log = new Log();
  const begun = beginning();
  const session = runSession({
    tool: TAR,
    command: { ...within(plan.pack), stdin: 'pipe', stdout: sink.stdout },
    signal: own.signal,
    onStart: begun.tell,
    onReport: reporter(totalOf(tree, ledger), ahead, job),
    onLine: (line) => hear(line, ledger, log, job),
  });
  // Where it cannot be started that is thrown here.
  const tar = (await Promise.race([begun.running, session])) as Running;
  sink.release();
  const names = feedNames(tar, { plan, tree, fd, ahead }, ledger, own);
  const listing = readBack({ fd, packing: plan.packing, writer: sink.writer ?? tar.pid, onEntry: (entry) => ledger.list(entry) }, own);
  const flushing = flushOn(fd, own.signal);
  const written = Promise.allSettled([session, sink.ended]);
  // What is over early must not pass for a rejection that nobody handles.
  for (const work of [names, flushing]) work.catch(() => {});
  listing.catch(async (problem: unknown) => {
    ledger.abandon();
    // Where the writer has failed, that is why.
    await Promise.race([written, delay(WRITERS_MS)]);
    over.abort(problem);
  });
  try {
    const [packed, end] = await Promise.all([session, sink.ended]);
    await judge({ fd, folder: dirname(plan.archive), source: plan.source.path }, packed, end, log, ledger);
    await names;
    await listing;
    // What takes less than a moment tells of nothing.
    return Math.max(packed.position, ledger.streamBytes);
  } finally {
    over.abort(new Error('nobody needs it any more'));
    await Promise.allSettled([session, names, listing, flushing, sink.ended]);
  }
}

/** tar's word on how far it is, for all who go by it. */
function reporter(total: () => number, ahead: ReadAhead | undefined, job: Job): (position: number) => void {
  let reached = 0;
  job.meter.follow(() => reached);
  return (position) => {
    reached = position;
    ahead?.advance(position);
    job.meter.share(Math.min(position / total(), 1) * (1 - FLUSH));
    job.meter.tarAt(position);
  };
}

function beginning(): { readonly running: Promise<Running>; readonly tell: (running: Running) => void } {
  let tell: (running: Running) => void = () => {};
  const running = new Promise<Running>((resolve) => (tell = resolve));
  return { running, tell };
}

/** How long the end of who writes may take to be heard of. */
const WRITERS_MS = 1000;

/** What reading all of a tree takes. `trusted` attributes are an administrator's, and nobody knows before whether there are any. */
const LOOKING = ['dac_read_search', 'sys_admin'] as const;

/** What is left of the bar for when tar is done. */
const FLUSH = 0.01;

/** Bytes that tar will have written, ever better known: what was seen, once all of it was; before that what the filesystem has in use. */
function totalOf({ usedBytes }: SourceTree, ledger: Ledger): () => number {
  return () => (ledger.isWhole ? ledger.streamBytes : (usedBytes ?? Infinity)) || 1;
}

/** Bytes of names that may wait for tar, and portraits for the listing, before the walk waits for them. */
const MOST_WAITING = 8 * 1024 ** 2;
const MOST_PENDING = 300_000;

interface Naming extends PackRequest {
  readonly ahead: ReadAhead | undefined;
}

/** What lies in a folder of this machine may well be in memory. */
async function aheadOf({ root, usedBytes }: SourceTree, job: Job): Promise<ReadAhead | undefined> {
  return usedBytes === undefined ? undefined : openReadAhead(root, job);
}

async function feedNames({ stdin }: Running, { plan, tree, fd, ahead }: Naming, ledger: Ledger, job: Job): Promise<void> {
  if (!stdin) return;
  let batch: string[] = [];
  const hand = async (): Promise<void> => {
    if (batch.length > 0) stdin.write(Buffer.from(batch.join(''), 'latin1'));
    batch = [];
    // A compressor may keep back what it has until it gets more: so the listing is waited for only as long as tar has names.
    const isFull = (): boolean => stdin.writableLength > MOST_WAITING || (stdin.writableLength > 0 && ledger.pending > MOST_PENDING);
    while (!stdin.destroyed && isFull()) await delay(20, undefined, { signal: job.signal });
    if (stdin.destroyed) throw new Error('tar has ended');
  };
  try {
    await walk(
      {
        ...tree,
        sieve: sieveOf(
          plan.leaveOut.filter((kind) => kind !== 'swap'),
          tree.volumes,
        ),
        leavesSwap: plan.leaveOut.includes('swap'),
        except: fstatSync(fd, { bigint: true }),
        signal: job.signal,
      },
      {
        onSeen: (seen) => {
          ledger.see(seen);
          if (seen.type === 'file' && seen.stat.blocks > 0n) ahead?.add(seen.name, ledger.streamBytes);
          batch.push(seen.name === '' ? '.\0' : `./${seen.name}\0`);
        },
        onLeftOut: (kind, bytes) => ledger.leaveOut(kind, bytes),
        onElsewhere: (name) => ledger.elsewhere(name),
        onSocket: (name) => ledger.socket(name),
        onUnreadable: (name, reason) => ledger.unread(name, reason),
        onGone: (name) => ledger.gone(name),
        onTurn: hand,
      },
    );
    ledger.isWhole = true;
    job.meter.watch({ archiveSize: ledger.streamBytes });
  } finally {
    stdin.end();
  }
}

/** How long data may wait in memory before it is written: the last flush is short then. */
const FLUSH_MS = 1000;

const sync = promisify(fdatasync);

async function flushOn(fd: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await delay(FLUSH_MS, undefined, { signal });
    // What fails shows in the last one, or to who writes.
    await sync(fd).catch(() => {});
  }
}

function hear(line: string, ledger: Ledger, log: Log, job: Job): void {
  const words = packingWords(line);
  ledger.hear(words);
  if (words.kind === 'other') log.add(line);
  if (words.kind === 'unreadable') note(job, `${displayName(words.name)} could not be read: ${words.reason}`, 'warning');
}

/** That of the one who writes the file first: what befalls tar then is but a consequence. */
async function judge(making: Making, packed: SessionResult, end: ToolEnd | undefined, log: Log, ledger: Ledger): Promise<void> {
  if (end && end.exit.exitCode !== 0) throw await problemOf(end, true, making);
  if (packed.exitCode === 0 || packed.exitCode === 1) return;
  const isOfSource = packed.exitCode === 2 && ledger.unreadable.count > 0 && log.lines.length === 0;
  if (!isOfSource) throw await problemOf({ tool: 'tar', exit: packed, words: log.text }, end === undefined, making);
}
