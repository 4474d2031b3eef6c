import { statSync } from 'node:fs';
import { isImageName } from '../../electron/archive/recognise.ts';
import { bytesWritten } from '../../electron/engine/disk/sysfs.ts';
import { clear, type Device, type Medium, slowed } from './device.ts';
import type { InputName, Inputs } from './inputs.ts';
import { wakeMemory } from './memory.ts';
import { type Cost, finish, measure } from './measure.ts';
import { layByUs, type Own, type Watched } from './ours.ts';
import { layByPeer, type Peer } from './peers.ts';
import { rotate } from './statistics.ts';

/** One piece of work, done by several in turn, round after round, on the same device. */
export interface Work {
  readonly input: InputName;
  readonly medium: Medium;
  readonly contestants: readonly (Peer | Own)[];
  readonly rounds: number;
}

export interface Run extends Omit<Cost, 'seconds'> {
  readonly contestant: string;
  readonly round: number;
  /** Seconds that its user waits: from the start of the program to its end. */
  readonly whole: number;
  /** Seconds from before mkfs to a device that may be taken away. Of a peer that is the whole run. */
  readonly job: number;
  /** Bytes that the device has written. */
  readonly written: number;
  readonly watched?: Watched;
}

export interface Contest {
  readonly input: InputName;
  readonly medium: string;
  /** Bytes of the input. */
  readonly runs: readonly Run[];
}

export interface Ring {
  readonly device: Device;
  readonly inputs: Inputs;
  readonly signal: AbortSignal;
}

export async function contend(work: Work, ring: Ring): Promise<Contest> {
  const archive = await ring.inputs(work.input);
  const runs: Run[] = [];
  for (let round = 0; round < work.rounds; round += 1) {
    for (const contestant of rotate(work.contestants, round)) {
      const run = { contestant: contestant.name, round, ...(await runOnce(contestant, archive, work.medium, ring)) };
      process.stderr.write(`bench: ${work.input}, ${work.medium.id}, round ${round + 1}: ${run.contestant} ${run.whole.toFixed(2)} s\n`);
      runs.push(run);
    }
  }
  return { input: work.input, medium: work.medium.id, runs };
}

const GiB = 1024 ** 3;

/** Of tarballs: images go past the page cache, and whatever memory is let go of slows down the seconds that follow. A slow device waits for none. */
function memoryFor(archive: string, medium: Medium): number {
  const isNeeded = medium.bytesPerSecond === undefined && !isImageName(archive);
  // As much as the tree takes.
  return isNeeded ? Math.max(2 * GiB, statSync(archive).size * 1.6) : 0;
}

/** The device is as new, the archive in the page cache, and memory at hand, for everybody alike. */
async function runOnce(contestant: Peer | Own, archive: string, medium: Medium, { device, signal }: Ring): Promise<Omit<Run, 'contestant' | 'round'>> {
  await clear(device);
  await wakeMemory(memoryFor(archive, medium), signal);
  await warm(archive, signal);
  const before = bytesWritten(device.number);
  const { cost, result } = await slowed(medium, device, () => measure((wrapper) => lay(contestant, { archive, device, wrapper, signal })));
  const { seconds, ...rest } = cost;
  return {
    ...rest,
    whole: result?.whole ?? seconds,
    job: result?.job ?? seconds,
    written: bytesWritten(device.number) - before,
    ...(result ? { watched: result } : {}),
  };
}

interface Laying {
  readonly archive: string;
  readonly device: Device;
  readonly wrapper: readonly string[];
  readonly signal: AbortSignal;
}

async function lay(contestant: Peer | Own, { device, ...laying }: Laying): Promise<Watched | undefined> {
  if ('mode' in contestant) return layByUs(contestant, { ...laying, device: device.path }, device.number);
  await layByPeer(contestant, { ...laying, device: device.path });
}

export async function warm(archive: string, signal: AbortSignal): Promise<void> {
  await finish(['dd', `if=${archive}`, 'of=/dev/null', 'bs=1M', 'status=none'], signal);
}
