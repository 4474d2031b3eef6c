import { readFile } from 'node:fs/promises';
import type { ImagePlan } from '../../../shared/plan/imageTypes.ts';
import { clearedBehind } from '../../../shared/plan/clear.ts';
import type { Extent } from '../../../shared/plan/table.ts';
import { claim } from '../disk/hold.ts';
import { syncPath } from '../disk/sync.ts';
import { onDisk, wipeSignatures, writeAt } from '../disk/table.ts';
import { foreseeReading } from '../foresee.ts';
import { enter, type Job } from '../job.ts';
import { drain } from './drain.ts';
import { type Drive, onto } from './drive.ts';
import type { Reservoir } from './reservoir.ts';
import type { ImageSource } from './source.ts';
import { type Poured, streamInto } from './stream.ts';
import { bytesBefore, bytesOf, HEAD_BYTES, piecesOf } from './stretches.ts';
import { requireSums, summingOf } from './prove.ts';
import { sumRate } from './sums.ts';

/** Where an image comes from: a reservoir that others share, or, for one drive alone, straight out of its stream. */
export type Flow = Reservoir | 'stream';

export interface Writing {
  readonly source: ImageSource;
  readonly flow: Flow;
  /** Of the drive, as far as it is known. */
  readonly readRate: number | undefined;
}

/** From the first write to an image that is complete on the drive, and not yet read back. */
export async function writeImage({ source, flow, readRate }: Writing, plan: ImagePlan, job: Job): Promise<Poured> {
  const { target, clear } = plan;
  const { path: device, size, sectorSize } = target;
  // Where nobody tells how long it is, its table tells how much there must be.
  const total = (bytesOf(flow === 'stream' ? piecesOf(source.stretches) : source.stretches) ?? source.image.usedBytes) || null;
  job.drive = 'incomplete';
  await wipeSignatures(device);
  using _ = await claim(device);
  await clearAll(device, [{ startByte: 0, sizeByte: Math.min(HEAD_BYTES, size) }, ...clear]);
  // Where nothing is read back the bar goes by the bytes that the drive has, to its end; else by all that is waited for.
  const goesByBytes = flow === 'stream' || plan.verify === 'none';
  const summed = (): number => (goesByBytes ? Infinity : bytesBefore(source.stretches, flow.summed()));
  const known = total === null ? {} : { deviceTotal: total, beside: () => summed() / total };
  job.meter.watch({ archiveSize: source.image.file.size, device: target.device, ...known });
  const foresee = total === null ? () => {} : foreseeReading({ readRate, comparing: sumRate(source), total, before: 'prepare' }, job);
  enter(job, 'write');
  const drive: Drive = {
    source,
    device,
    size,
    sectorSize,
    head: `${job.folder}/head`,
    onProgress: (bytes) => {
      if (total !== null) job.meter.share(bytes / total);
      foresee(Math.min(bytes, summed()));
    },
  };
  const poured = flow === 'stream' ? await streamInto({ source, summing: summingOf(source, plan), sink: onto(drive) }, job) : await drained(flow, drive, job);
  requireSums(source, poured.sums);
  if (source.image.imageBytes === null) await clearAll(device, clearedBehind(poured.bytes, size));
  await syncPath(device);
  await reveal(drive);
  job.drive = 'written';
  return poured;
}

async function drained(reservoir: Reservoir, drive: Drive, job: Job): Promise<Poured> {
  await drain(reservoir, drive, job);
  return reservoir.end();
}

/** Makes them zeros, on the medium. Each of them is small. */
async function clearAll(device: string, extents: readonly Extent[]): Promise<void> {
  await onDisk(device, async (file) => {
    for (const { startByte, sizeByte } of extents) await writeAt(file, Buffer.alloc(sizeByte), startByte);
  });
}

/** Now it looks like what it is. */
async function reveal({ head, device }: Drive): Promise<void> {
  const contents = await readFile(head);
  await onDisk(device, (file) => writeAt(file, contents, 0));
}
