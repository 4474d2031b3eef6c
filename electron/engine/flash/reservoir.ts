import { closeSync } from 'node:fs';
import { MiB } from '../../../shared/plan/sizes.ts';
import { TarstrapError } from '../../../shared/errors.ts';
import type { Compression } from '../../../shared/facts.ts';
import type { FlashLane } from '../../../shared/protocol.ts';
import { otherCulprit } from '../../archive/culprit.ts';
import { type Feed, feedArchive, type Unpacked } from '../../archive/feed.ts';
import type { FeedEnd } from '../../archive/verdict.ts';
import { once } from '../../run/once.ts';
import { openPipe, widen } from '../../run/pipe.ts';
import type { Scope } from '../../run/scope.ts';
import { inBackground } from '../background.ts';
import { dd } from '../disk/dd.ts';
import { pour } from '../disk/pour.ts';
import { ON_DISK, roomFor, unnamedFile } from '../disk/room.ts';
import { type Job, note } from '../job.ts';
import { Level } from '../level.ts';
import { type OpenSource, passOver } from '../pass.ts';

/**
 * An archive over which several passes go: for drives that tar fills itself, each as fast as it can, and for the comparison with what was laid. It is
 * decompressed once, into a file, out of which every pass is fed.
 */

/** Decompressors that a drive waits for when it is read back. */
const SLOW: readonly Compression[] = ['xz', 'lzma', 'lzip', 'bzip2'];

/** Of what the beginning of an archive lets expect, there may be so much in the end. */
const GUESS = 2;

/** Bytes behind the stream, where the second half of an end mark may lie: without it tar warns. */
const END = MiB;

/**
 * @param lanes that are filled by tar itself; for one alone it is kept in memory only
 * @returns undefined where it is not worth it, or there is no room for it
 */
export async function openReservoir(source: OpenSource, lanes: readonly FlashLane[], job: Job, scope: Scope): Promise<Unpacked | undefined> {
  const [first, ...others] = lanes;
  if (!first || !isWorthIt(first, others.length)) return undefined;
  const { streamBytes, guessed, unread } = first.inputs.archive;
  const bytes = streamBytes * (guessed ? GUESS : 1) + END;
  const folder = await roomFor({ at: `${job.folder}/memory`, bytes, mayBeMore: guessed !== undefined, mayBeOnDisk: others.length > 0 }, scope);
  if (folder === undefined) return undefined;
  const place = folder === ON_DISK ? `in ${folder}` : 'in memory';
  note(job, `The archive is decompressed once, ${place}.`);
  const path = unnamedFile(folder, scope);
  const level = new Level();
  let position = (): number => 0;
  const end = inBackground('decompressing the archive', job, scope, async (background): Promise<FeedEnd> => {
    try {
      await using feed = await feedArchive({ ...passOver(source, background), ending: undefined });
      position = feed.position;
      if (feed.tool) note(job, `Decompressed by ${feed.tool}.`);
      // Junk behind an archive that was read before is not even decompressed.
      const pouring = pour({ stdin: feed.stdin, path, level, most: unread === 0 ? bytes : undefined, signal: background.signal });
      feed.release();
      const [written, fed] = await Promise.all([pouring, feed.finished]);
      if (written.problem !== '') throw new TarstrapError('stage-io', { place }, written.problem);
      level.end(written.bytes);
      return await explained(fed, feed.position(), source);
    } catch (problem) {
      level.fail(problem);
      throw problem;
    }
  });
  return (request) => feedFrom({ path, place, level, end, position: () => position() }, request);
}

/** Those who read out of the file cannot tell where the archive's own was bad. */
async function explained(end: FeedEnd, position: number, { archiveFd: fd, archivePath: path }: OpenSource): Promise<FeedEnd> {
  if (end.ok) return end;
  const problem = await otherCulprit({ fd, path, position, words: end.detail ?? '', ends: [end.failed] });
  return problem ? { ...end, problem } : end;
}

function isWorthIt({ inputs, shown }: FlashLane, others: number): boolean {
  const { compression } = inputs.archive;
  return compression !== 'none' && (others > 0 || (SLOW.includes(compression) && shown.verify === 'full'));
}

interface Reservoir {
  readonly path: string;
  /** In words. */
  readonly place: string;
  readonly level: Level;
  readonly end: Promise<FeedEnd>;
  /** How far the archive's file was read. */
  readonly position: () => number;
}

/** So much more is worth the start of a program. */
const LEAST = 4 * MiB;

/** One dd after the other moves what has come meanwhile. */
async function feedFrom({ path, place, level, end, position }: Reservoir, { folder, signal }: Parameters<Unpacked>[0]): Promise<Feed> {
  const pipe = await openPipe(folder);
  await widen(pipe);
  const over = new AbortController();
  const until = signal ? AbortSignal.any([signal, over.signal]) : over.signal;
  let at = 0;
  /** @returns how the stream has ended; well where whoever reads has had enough of it */
  const move = async (): Promise<FeedEnd> => {
    for (let from = 0; ; from = at) {
      const reached = await level.reach(from + LEAST);
      if (reached <= from) return end;
      const onProgress = (bytes: number): void => void (at = from + bytes);
      const args = [`if=${path}`, 'bs=1M', `skip=${from}`, `count=${reached - from}`, 'iflag=skip_bytes,count_bytes'];
      const { exitCode, signal: killer, problem } = await dd({ args, stdout: pipe.writeEnd, signal: until, onProgress });
      if (killer === 'SIGPIPE') return { ok: true };
      if (exitCode !== 0) throw new TarstrapError('stage-io', { place }, problem);
      at = reached;
    }
  };
  const finished = move()
    .finally(() => closeSync(pipe.writeEnd))
    .catch((problem: unknown) => ended(problem));
  const release = once(() => closeSync(pipe.readEnd));
  const dispose = async (): Promise<void> => {
    release();
    over.abort(new Error('nobody reads any more'));
    await finished;
  };
  const share = (): number => (at === 0 ? 0 : at / level.reached);
  return { stdin: pipe.readEnd, tool: null, position: () => Math.floor(share() * position()), finished, release, [Symbol.asyncDispose]: dispose };
}

function ended(problem: unknown): FeedEnd {
  const detail = problem instanceof Error ? problem.message : String(problem);
  return { ok: false, detail, ...(problem instanceof TarstrapError ? { problem } : {}) };
}
