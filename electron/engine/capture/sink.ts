import { closeSync, fstatSync, writeSync } from 'node:fs';
import { compressors, type Packing } from '../../../shared/capture/compressors.ts';
import type { CapturePlan } from '../../../shared/capture/types.ts';
import { TarstrapError } from '../../../shared/errors.ts';
import type { Command } from '../../../shared/plan/types.ts';
import { packageOf } from '../../../shared/plan/packages.ts';
import { cannotWrite } from '../../drives/archivePlace.ts';
import { once } from '../../run/once.ts';
import { openPipe, widen } from '../../run/pipe.ts';
import { collect, describeExit } from '../../run/run.ts';
import { start } from '../../run/spawn.ts';
import { stopOnAbort } from '../../run/stop.ts';
import { locateTool } from '../../run/tools.ts';
import { blameTool, type ToolEnd } from '../../run/unfit.ts';
import { type Job, note } from '../job.ts';

/** Where tar's stream goes: through a kernel pipe into a compressor, and from there into the file; or into the file itself. */

export interface Sink {
  /** For tar. */
  readonly stdout: number;
  /** Who writes the file; left out: tar itself. */
  readonly writer: number | undefined;
  readonly ended: Promise<ToolEnd | undefined>;
  readonly release: () => void;
}

export async function openSink({ packing, reproducible }: CapturePlan, fd: number, job: Job): Promise<Sink> {
  if (packing === 'none') return { stdout: fd, writer: undefined, ended: Promise.resolve(undefined), release: () => {} };
  const { tool, args } = compressor(packing, reproducible);
  const pipe = await openPipe(job.folder);
  const release = once(() => closeSync(pipe.writeEnd));
  try {
    await widen(pipe);
    const running = await start({ tool, args, stdin: pipe.readEnd, stdout: fd, tied: true, as: job.reader });
    const words = collect(running.stderr, 4096);
    const stopping = stopOnAbort(running, job.signal);
    note(job, `Packed by ${tool}.`);
    const ended = Promise.all([running.exit, words]).then(([exit, said]) => {
      stopping[Symbol.dispose]();
      return { tool, exit, words: said.toString('utf8').trim() };
    });
    return { stdout: pipe.writeEnd, writer: running.pid, ended, release };
  } catch (error) {
    release();
    throw error;
  } finally {
    closeSync(pipe.readEnd);
  }
}

/** @throws TarstrapError `tool-missing` */
function compressor(packing: Exclude<Packing, 'none'>, isReproducible: boolean): Command {
  const choices = compressors(packing, isReproducible);
  const found = choices.find(({ tool }) => locateTool(tool));
  const tool = (choices.at(-1) ?? choices[0]).tool;
  if (!found) throw new TarstrapError('tool-missing', { tool, package: packageOf(tool) });
  return found;
}

/** An archive that is being made, and is given up where anything is wrong. */
export interface Making {
  readonly fd: number;
  readonly folder: string;
  /** What is packed. */
  readonly source: string;
}

/** Why somebody on the way to the file has failed. @param isWriter who writes the file */
export async function problemOf(end: ToolEnd, isWriter: boolean, { fd, folder, source }: Making): Promise<TarstrapError> {
  const ofFile = isWriter ? (writing(folder, end.words) ?? (end.tool === 'tar' ? undefined : cannotGrow(folder, fd))) : undefined;
  if (ofFile) return ofFile;
  const ofTool = await blameTool(end);
  return ofTool ?? new TarstrapError('archive-does-not-pack', { tool: end.tool, path: source }, end.words || describeExit(end.exit));
}

/** Some programs do not say why they could not write on (igzip, lz4): it is tried. */
function cannotGrow(folder: string, fd: number): TarstrapError | undefined {
  try {
    const piece = Buffer.alloc(64 * 1024);
    // A piece of it may find room.
    for (let wrote = 0, at = fstatSync(fd).size; wrote < 1024 ** 2;) wrote += writeSync(fd, piece, 0, piece.length, at + wrote);
    return undefined;
  } catch (cause) {
    return cannotWrite(folder, cause);
  }
}

const ERRORS: readonly (readonly [RegExp, string])[] = [
  [/No space left on device/, 'ENOSPC'],
  [/Disk quota exceeded/, 'EDQUOT'],
  [/File too large/, 'EFBIG'],
  [/Input\/output error/, 'EIO'],
  [/Stale file handle/, 'ESTALE'],
  [/Transport endpoint is not connected/, 'ENOTCONN'],
  [/Read-only file system/, 'EROFS'],
];

/** What failed where the archive is made, by the system's words. */
function writing(folder: string, words: string): TarstrapError | undefined {
  const code = ERRORS.find(([pattern]) => pattern.test(words))?.[1];
  return code === undefined ? undefined : cannotWrite(folder, Object.assign(new Error(words), { code }));
}
