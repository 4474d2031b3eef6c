import { closeSync } from 'node:fs';
import { TarstrapError } from '../../../shared/errors.ts';
import { formatBytes } from '../../../shared/format.ts';
import type { ImagePlan } from '../../../shared/plan/imageTypes.ts';
import { once } from '../../run/once.ts';
import { openPipe, widen } from '../../run/pipe.ts';
import { dd } from '../disk/dd.ts';
import { dropDeviceCache } from '../disk/sync.ts';
import { enter, type Job, note } from '../job.ts';
import { Mismatches } from '../verify/mismatches.ts';
import { refuse } from '../verify/refuse.ts';
import { move } from './move.ts';
import type { Poured } from './stream.ts';
import type { ImageSource } from './source.ts';
import { piecesOf, stepsOf, within } from './stretches.ts';
import type { Span } from './spans.ts';
import { type Summing, sum } from './sums.ts';

/** Whether an image is what its block map says, and whether the drive gives back what was written. */

/** What is summed of an image while it is written; null: nothing has to be known of it. */
export function summingOf({ bmap, stretches, image }: ImageSource, { verify }: Pick<ImagePlan, 'verify'>): Summing | null {
  if (!bmap && verify === 'none') return null;
  return bmap ? { of: within(stretches, image.imageBytes ?? 0), hash: bmap.hash } : { of: 'all' };
}

/** @throws TarstrapError `image-sums-differ` */
export function requireSums({ image, bmap, stretches }: ImageSource, sums: readonly string[]): void {
  const wrong = bmap ? stretches.filter(({ checksum }, index) => checksum !== null && checksum !== sums[index]) : [];
  if (wrong.length === 0) return;
  const { path } = image.file;
  throw new TarstrapError('image-sums-differ', { path, what: image.bmap?.file.path ?? '', count: wrong.length });
}

/** Media take longer for one large read than the sums do for it: so there is always one under way. */
const BLOCK = 'bs=1M';

/** @throws TarstrapError `verify-mismatch`, `drive-io` */
export async function readBack(source: ImageSource, { target }: ImagePlan, poured: Poured, job: Job): Promise<void> {
  await dropDeviceCache(target.path);
  const spans = within(source.stretches, poured.bytes);
  const pieces = within(piecesOf(source.stretches), poured.bytes);
  const total = pieces.reduce((sizes, { sizeByte }) => sizes + sizeByte, 0);
  job.meter.watch({ device: target.device, deviceReads: total });
  enter(job, 'verify');
  job.meter.share(0);
  const summing: Summing = source.bmap ? { of: inTheirRow(spans, pieces), hash: source.bmap.hash } : { of: 'all' };
  const sums = await sumOf(summing, (stdout) => read({ target, pieces, total, stdout }, job), job);
  compare(spans, poured.sums, sums, target);
  note(job, `Read back from the drive and compared: ${formatBytes(total)}.`);
}

async function sumOf(summing: Summing, fill: (stdout: number) => Promise<void>, job: Job): Promise<readonly string[]> {
  const pipe = await openPipe(job.folder);
  const [release, end] = [pipe.readEnd, pipe.writeEnd].map((fd) => once(() => closeSync(fd))) as [() => void, () => void];
  try {
    await widen(pipe);
    const { sums } = await sum(pipe.readEnd, summing, job);
    release();
    await fill(pipe.writeEnd);
    end();
    return await sums;
  } finally {
    release();
    end();
  }
}

interface Reading {
  readonly target: ImagePlan['target'];
  readonly pieces: readonly Span[];
  readonly total: number;
  readonly stdout: number;
}

async function read({ target: { path, sectorSize }, pieces, total, stdout }: Reading, job: Job): Promise<void> {
  const { signal, folder, meter } = job;
  let done = 0;
  const howTo = (isDirect: boolean): string[] => [BLOCK, `if=${path}`, `iflag=${isDirect ? 'direct,' : ''}fullblock,skip_bytes,count_bytes`];
  const one = async ({ isDirect, ...span }: Piece): Promise<string> => {
    const before = done;
    const onProgress = (bytes: number): void => meter.share((before + bytes) / total);
    return (await dd({ args: [...howTo(isDirect), ...placeOf(span)], stdout, signal, onProgress })).problem;
  };
  for (const step of stepsOf(
    pieces.flatMap((piece) => inSectors(piece, sectorSize)),
    sectorSize,
  )) {
    const [first] = step as readonly [Piece];
    const problem = step.length > 1 ? await move({ pieces: step, fromDrive: path, to: stdout, folder, signal }) : await one(first);
    if (problem !== '') throw new TarstrapError('drive-io', { path }, problem);
    done += step.reduce((sum, { sizeByte }) => sum + sizeByte, 0);
    meter.share(done / total);
  }
}

function placeOf({ startByte, sizeByte }: Span): [string, ...string[]] {
  return [`skip=${startByte}`, `count=${sizeByte}`];
}

interface Piece extends Span {
  readonly isDirect: boolean;
}

/** Past the page cache only whole sectors can be read. */
function inSectors({ startByte, sizeByte }: Span, sectorSize: number): Piece[] {
  const whole = startByte % sectorSize === 0 ? Math.floor(sizeByte / sectorSize) * sectorSize : 0;
  const pieces = [
    { startByte, sizeByte: whole, isDirect: true },
    { startByte: startByte + whole, sizeByte: sizeByte - whole, isDirect: false },
  ];
  return pieces.filter((piece) => piece.sizeByte > 0);
}

/** Where they come by when the pieces that they lie in come one behind the other. */
function inTheirRow(spans: readonly Span[], pieces: readonly Span[]): Span[] {
  let at = 0;
  return pieces.flatMap((piece) => {
    const before = at - piece.startByte;
    at += piece.sizeByte;
    const inside = spans.filter(({ startByte }) => startByte >= piece.startByte && startByte < piece.startByte + piece.sizeByte);
    return inside.map(({ startByte, sizeByte }) => ({ startByte: before + startByte, sizeByte }));
  });
}

function compare(spans: readonly Span[], written: readonly string[], read: readonly string[], target: ImagePlan['target']): void {
  const found = new Mismatches();
  const count = Math.max(written.length, read.length);
  for (let index = 0; index < count; index += 1) {
    if (written[index] === read[index]) continue;
    const { startByte, sizeByte } = spans[index] as Span;
    found.add(`bytes ${startByte} to ${startByte + sizeByte - 1}`, 'are not what was written');
  }
  refuse(found, target, { source: 'image' });
}
