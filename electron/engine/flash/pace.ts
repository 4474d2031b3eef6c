import { setTimeout as delay } from 'node:timers/promises';
import { type Rate, updateRate } from '../../../shared/progress.ts';
import type { Scope } from '../../run/scope.ts';
import { isQuick, limitFor, limitWriteback, MOST } from '../disk/bdi.ts';
import { syncFilesystem } from '../disk/sync.ts';
import { bytesWritten, wholeDisk } from '../disk/sysfs.ts';
import { openWaiting } from '../disk/waiting.ts';
import { type Job, note } from '../job.ts';

/** Write-back keeps pace with tar: what waits in memory for the drive is never more than that writes in a moment. */
export interface Pace {
  /** Bytes that wait in memory for the device now. */
  readonly waiting: () => number;
  /** Whether the kernel needs a nudge to write while tar unpacks. */
  readonly needsNudge: () => boolean;
}

/** How often it is looked how fast the drive is. */
const LOOK_MS = 250;
/** A drive that was behind in so many, one after the other, is the slow one, however quick it was before. */
const ENOUGH_LOOKS = 4;

export interface PaceRequest {
  /** `MAJ:MIN` */
  readonly device: string;
  /** What the drive is believed to write before anything was written, bytes a second. */
  readonly rate: number;
  /** Others write to the drive, too: a limit would slow down the whole system, or outlive us where we are killed. */
  readonly isShared?: boolean;
}

/**
 * From now on, until the scope ends. A slow drive is held to the kernel's limit, which follows its rate. A drive that is quick
 * writes nothing at all for long: the kernel begins only when half of a limit is full, which falls where the drive waits for a slow decompressor, but
 * not as low. And where the kernel has no such limit (before Linux 6.2) it waits for seconds. Such drives need a nudge, {@link nudge}.
 */
export async function keepPace({ device, rate, isShared = false }: PaceRequest, scope: Scope, job: Job): Promise<Pace> {
  const disk = wholeDisk(device);
  let limit = limitFor(rate);
  let largest = limit;
  const setLimit = isShared ? null : limitWriteback(disk, limit, scope);
  if (isShared) note(job, 'The running system writes to the same drive, so its write-back stays as it is: the partition is flushed again and again instead.');
  else if (!setLimit) note(job, 'The write-back of a single drive cannot be limited here: it is flushed again and again instead.');
  const waiting = await openWaiting({ disk, folder: job.folder, limit: setLimit ? MOST : Infinity }, scope);
  let behind = 0;
  if (setLimit)
    followRate(disk, rate, scope, (next) => {
      if (next !== limit) setLimit(next);
      limit = next;
      // From there on the kernel writes by itself, all the time.
      behind = waiting() >= limit / 2 ? behind + 1 : 0;
      largest = behind < ENOUGH_LOOKS ? Math.max(largest, limit) : limit;
    });
  return { waiting, needsNudge: () => !setLimit || isQuick(largest) };
}

/** Up at once, down slowly: a drive that is fast says so within a moment, and a pause of tar is none of the drive. */
function followRate(disk: string, perSecond: number, scope: Scope, setLimit: (bytes: number) => void): void {
  let rate: Rate = { position: bytesWritten(disk), at: performance.now() / 1000, perSecond };
  const timer = setInterval(() => {
    const before = rate;
    rate = updateRate(before, bytesWritten(disk), performance.now() / 1000);
    if (rate.position === before.position) return;
    const momentary = (rate.position - before.position) / (rate.at - before.at);
    setLimit(limitFor(Math.max(momentary, rate.perSecond)));
  }, LOOK_MS);
  scope.defer('ending the watch over the rate', () => clearInterval(timer));
}

/** Often enough that little is left for the last flush; seldom enough that no inode is written twice by much. */
const NUDGE_MS = 200;

/** Syncs the filesystem again and again until the scope ends. A lost write that comes to light ends the job. */
export function nudge({ needsNudge }: Pace, { at, device }: { readonly at: string; readonly device: string }, scope: Scope, job: Job): void {
  const ended = new AbortController();
  const syncing = (async (): Promise<void> => {
    while (!ended.signal.aborted) {
      await delay(NUDGE_MS, undefined, { signal: ended.signal }).catch(() => {});
      if (!ended.signal.aborted && needsNudge()) await syncFilesystem(at, device);
    }
  })().catch((problem: unknown) => job.giveUp(problem));
  scope.defer('ending the nudges', async () => {
    ended.abort();
    await syncing;
  });
}
