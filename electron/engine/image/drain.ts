import { dd } from '../disk/dd.ts';
import type { Job } from '../job.ts';
import { type Drive, failureOf, toDrive } from './drive.ts';
import type { Reservoir } from './reservoir.ts';
import { isOfSource, type Written } from './stream.ts';
import { behindHead, HEAD_BYTES, stepsOf, type Stretch, within } from './stretches.ts';
import { move } from './move.ts';
import type { Span } from './spans.ts';

/** So much at a time while more is still to come: it can be told how far it is, and ended soon. */
const PIECE = 256 * 1024 ** 2;

/** From a reservoir to a drive, as far as that is filled, but for the head. @throws as `onto` (`drive.ts`), and what the reservoir makes of its failures */
export async function drain(reservoir: Reservoir, drive: Drive, job: Job): Promise<void> {
  let done = 0;
  if (reservoir.isSource) job.meter.follow(() => done);
  const from = `if=${reservoir.path}`;
  const advance = (bytes: number): void => drive.onProgress((done += bytes));
  const requireWell = async ({ bytes, end }: Written): Promise<void> => {
    if (end.problem !== '') throw isOfSource(end) ? await reservoir.failureAt(bytes, end.problem) : failureOf({ bytes, end }, drive);
  };
  const one = async (args: readonly string[], at: number): Promise<number> => {
    const before = done;
    const end = await dd({ args: [from, ...args], signal: job.signal, onProgress: (bytes) => drive.onProgress(before + bytes) });
    await requireWell({ bytes: at + end.bytes, end });
    return end.bytes;
  };
  const inPieces = async ({ startByte, sizeByte }: Stretch): Promise<void> => {
    const end = sizeByte === null ? Infinity : startByte + sizeByte;
    for (let at = startByte; at < end;) {
      const reached = await reservoir.reach(Math.min(end, at + PIECE));
      const count = Math.min(end, reached) - at;
      if (count <= 0) return;
      await one([...toDrive(drive, at), ...placeOf({ startByte: at, sizeByte: count })], at);
      at += count;
      advance(count);
    }
  };
  const together = async (spans: readonly Span[]): Promise<void> => {
    const { startByte, sizeByte } = spans.at(-1) as Span;
    await reservoir.reach(startByte + sizeByte);
    const problem = await move({ pieces: spans, from: reservoir.path, toDrive: drive.device, folder: job.folder, signal: job.signal });
    await requireWell({ bytes: startByte, end: { exitCode: 1, signal: null, bytes: 0, problem } });
    advance(spans.reduce((sum, span) => sum + span.sizeByte, 0));
  };
  await reservoir.reach(HEAD_BYTES);
  advance(await one([`of=${drive.head}`, `bs=${HEAD_BYTES}`, 'count=1', 'iflag=fullblock'], 0));
  for (const step of stepsOf(behindHead(drive.source.stretches), drive.sectorSize)) {
    if (step.length > 1) await together(within(step, 0));
    else for (const stretch of step) await inPieces(stretch);
  }
}

function placeOf({ startByte, sizeByte }: Span): [string, ...string[]] {
  return [`skip=${startByte}`, `seek=${startByte}`, `count=${sizeByte}`];
}
