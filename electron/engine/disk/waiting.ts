import { mkdirSync, readFileSync } from 'node:fs';
import { valueBehind } from '../../run/lines.ts';
import { run } from '../../run/run.ts';
import type { Scope } from '../../run/scope.ts';
import { bytesWaiting } from './sysfs.ts';
import { unmount } from './unmount.ts';

/** What waits in memory for one device: the bar must not take the dirty pages of the whole machine for its own. */

/** `BdiWriteback:  64 kB\nBdiReclaimable:  8836 kB\n…` (mm/backing-dev.c, `bdi_debug_stats_show`), in bytes. */
export function parseWaiting(stats: string): number | undefined {
  const kB = (key: string): number => Number.parseInt(valueBehind(stats, `${key}:`) ?? '', 10);
  const waiting = (kB('BdiWriteback') + kB('BdiReclaimable')) * 1024;
  return Number.isNaN(waiting) ? undefined : waiting;
}

export interface WaitingRequest {
  /** `MAJ:MIN` of the whole disk. */
  readonly disk: string;
  /** Private folder of the job. */
  readonly folder: string;
  /** The most that may wait for it, if that is limited. */
  readonly limit: number;
}

/**
 * The kernel tells it per device in debugfs only, which is mounted in our private namespace. Where that is locked down,
 * the figure for all devices has to do, up to the limit of this one.
 */
export async function openWaiting({ disk, folder, limit }: WaitingRequest, scope: Scope): Promise<() => number> {
  const at = `${folder}/debug`;
  mkdirSync(at, { recursive: true });
  const { exitCode } = await run({ tool: 'mount', args: ['-t', 'debugfs', 'tarstrap', at] });
  if (exitCode === 0) scope.defer('unmounting debugfs', () => unmount(at));
  return () => readWaiting(`${at}/bdi/${disk}/stats`) ?? Math.min(bytesWaiting(), limit);
}

function readWaiting(path: string): number | undefined {
  try {
    return parseWaiting(readFileSync(path, 'latin1'));
  } catch {
    return undefined;
  }
}
