import { setTimeout as delay } from 'node:timers/promises';
import { busy } from '../../../shared/busy.ts';
import { TarstrapError } from '../../../shared/errors.ts';
import type { Command } from '../../../shared/plan/types.ts';
import { processesAt } from '../../drives/holders.ts';
import { run, runStep } from '../../run/run.ts';
import { Scope } from '../../run/scope.ts';
import { locateTool } from '../../run/tools.ts';
import { inUse } from './busy.ts';
import { ATTEMPTS, PAUSE_MS } from './hold.ts';
import { numberOfNode, partitionsOf, type PartitionNode, sectorsOf } from './sysfs.ts';

/**
 * The kernel keeps a partition as long as anybody has it open, however he has opened it (block/partitions/core.c,
 * `bdev_del_partition`): an editor, a virtual machine, a prober. All of them are given a moment.
 */

/** To go through all processes takes its time. */
const LOOKS = 10;

/** Nobody whom we can see has a partition of the disk open. It is only looked at. @throws TarstrapError `target-busy` */
export async function requireClosed(disk: string): Promise<void> {
  const partitions = new Set(partitionsOf(numberOfNode(disk)).map(({ device }) => device));
  for (let attempt = 1; ; attempt += 1) {
    const holders = partitions.size > 0 ? processesAt(partitions) : [];
    if (holders.length === 0) return;
    if (attempt === LOOKS) {
      throw busy(
        disk,
        holders.map((what) => ({ what })),
      );
    }
    await delay((ATTEMPTS * PAUSE_MS) / LOOKS);
  }
}

/**
 * Proves that the kernel lets go of every partition, by having it do so; then they are put back as they were.
 * @throws TarstrapError `target-busy`, and the partitions are as they were
 */
export async function requireReleasable(disk: string): Promise<void> {
  await using putBack = new Scope();
  const sectors = sectorsOf(numberOfNode(disk));
  for (const partition of partitionsOf(numberOfNode(disk)).toReversed()) {
    await forget(disk, partition);
    // The medium was larger once: the kernel does not take it back.
    if (partition.start + partition.size > sectors) continue;
    putBack.defer(`putting ${partition.path} back`, () => runStep(`Putting ${partition.path} back`, adding(disk, partition)));
  }
}

/** @throws TarstrapError `target-busy` */
export async function forgetPartitions(disk: string): Promise<void> {
  for (const partition of partitionsOf(numberOfNode(disk))) await forget(disk, partition);
}

/**
 * From Debian 13 on addpart(8) and delpart(8) are in a package that few have; partx(8) does the same, and takes from the table, which nobody has
 * touched yet, where a partition is to be.
 */
function adding(disk: string, { number, start, size }: PartitionNode): Command {
  const nr = String(number);
  return locateTool('addpart') ? { tool: 'addpart', args: [disk, nr, String(start), String(size)] } : { tool: 'partx', args: ['--add', '--nr', nr, disk] };
}

/** Both say `… Device or resource busy` where somebody has it. */
function deleting(disk: string, number: number): Command {
  const nr = String(number);
  return locateTool('delpart') ? { tool: 'delpart', args: [disk, nr] } : { tool: 'partx', args: ['--verbose', '--delete', '--nr', nr, disk] };
}

async function forget(disk: string, { number, path }: PartitionNode): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const { exitCode, stderr } = await run(deleting(disk, number));
    if (exitCode === 0) return;
    if (!/busy/i.test(stderr)) throw new TarstrapError('step-failed', { step: `Removing ${path} from the kernel's table` }, stderr.trim());
    if (attempt === ATTEMPTS) throw await inUse(path, stderr.trim());
    await delay(PAUSE_MS);
  }
}
