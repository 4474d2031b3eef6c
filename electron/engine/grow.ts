import { TarstrapError } from '../../shared/errors.ts';
import { explain } from '../../shared/explain.ts';
import { growingFilesystem, type GrowingFilesystem, type Growth } from '../../shared/plan/growth.ts';
import type { Command } from '../../shared/plan/types.ts';
import { blameStep } from '../run/blame.ts';
import { withCapabilities } from '../run/confine.ts';
import { describeExit, run, runStep } from '../run/run.ts';
import { Scope } from '../run/scope.ts';
import { requireTool } from '../run/tools.ts';
import { partitionsWithNodes } from './disk/nodes.ts';
import { mount } from './disk/mount.ts';
import { dropDeviceCache, syncFilesystem, syncPath } from './disk/sync.ts';
import { announcePartitions } from './disk/table.ts';
import { failureOf } from './failure.ts';
import { type Job, note } from './job.ts';
import { probe } from './verify/probe.ts';

/** What was made for a smaller drive gets the rest of a larger one. */
export interface Growing {
  readonly path: string;
  /** null: a filesystem has the whole drive. */
  readonly table: 'gpt' | 'dos' | null;
  /** That the table counts in. */
  readonly sectorSize: number;
}

/** @throws TarstrapError `drive-not-grown` */
export async function growDrive(growing: Growing, growth: Growth, job: Job): Promise<void> {
  try {
    await grow(growing, growth, job);
  } catch (cause) {
    if (job.signal.aborted) throw cause;
    const { headline, cause: detail } = explain(failureOf(cause), job.drive);
    throw new TarstrapError('drive-not-grown', { path: growing.path, reason: headline.replace(/\.$/, '') }, detail, { cause });
  }
}

/** A verification that comes before it. Who cancels that is told what he does not get. */
export async function beforeGrowing(growth: Growth | null | undefined, verify: () => Promise<void>, job: Job): Promise<void> {
  try {
    await verify();
  } catch (problem) {
    if (growth && job.cancelled.aborted) note(job, 'What was to be grown keeps its size.', 'warning');
    throw problem;
  }
}

async function grow({ path, table, sectorSize }: Growing, { movesBackup, partition, filesystem }: Growth, job: Job): Promise<void> {
  if (movesBackup) await sfdisk(path, ['--relocate', 'gpt-bak-std']);
  if (partition) await sfdisk(path, ['-N', String(partition.number)], `size=${partition.sizeByte / sectorSize}\n`);
  await syncPath(path);
  await dropDeviceCache(path);
  if (table) await announcePartitions(path, partition ? 1 : 0);
  const node = partition ? (await partitionsWithNodes(path)).find(({ number }) => number === partition.number)?.path : path;
  if (filesystem !== null && node !== undefined) await growFilesystem(node, job);
}

/** What has to be here for it. Of what turns out later, nothing is known yet. */
export function toolsToGrow({ movesBackup, partition, filesystem }: Growth): readonly string[] {
  return [...(movesBackup || partition ? ['sfdisk', 'partx'] : []), ...toolsOf(filesystem)];
}

function toolsOf(filesystem: Growth['filesystem']): readonly string[] {
  switch (filesystem) {
    case 'ext2':
    case 'ext3':
    case 'ext4':
      return ['e2fsck', 'resize2fs'];
    case 'xfs':
      return ['xfs_growfs', 'mount', 'umount'];
    case 'btrfs':
      return ['btrfs', 'mount', 'umount'];
    case 'unread':
    case null:
      return [];
  }
}

/** Beside what {@link announcePartitions} is told, the kernel learns nothing: the table is in use by us alone. */
async function sfdisk(disk: string, args: readonly string[], input?: string): Promise<void> {
  const quietly = ['--quiet', '--no-tell-kernel', '--no-reread', '--lock=no'];
  await runStep(`Changing the partition table of ${disk}`, {
    tool: 'sfdisk',
    args: [...quietly, ...args, disk],
    ...(input === undefined ? {} : { input }),
    on: disk,
  });
}

/** By what is there now. */
async function growFilesystem(node: string, job: Job): Promise<void> {
  const [found] = await probe([node]);
  const filesystem = growingFilesystem.safeParse(found?.filesystem);
  if (filesystem.success) return GROWERS[filesystem.data](node, job);
  note(job, `What is on ${node}, ${found?.filesystem ?? 'no known filesystem'}, does not grow: the partition has the room, and it has not.`, 'warning');
}

type Grower = (node: string, job: Job) => Promise<void>;

const growOffline: Grower = async (node) => {
  await confined(`Checking ${node}`, { on: node, tool: 'e2fsck', args: ['-f', '-p', node], fine: [0, 1] });
  await confined(`Growing ${node}`, { on: node, tool: 'resize2fs', args: [node] });
  await syncPath(node);
};

const GROWERS: Record<GrowingFilesystem, Grower> = {
  ext2: growOffline,
  ext3: growOffline,
  ext4: growOffline,
  xfs: (node, job) => growMounted(node, 'xfs', (at) => ({ tool: 'xfs_growfs', args: [at] }), job),
  btrfs: (node, job) => growMounted(node, 'btrfs', (at) => ({ tool: 'btrfs', args: ['filesystem', 'resize', 'max', at] }), job),
};

/** What reads a stranger's filesystem owns the device, as root does, and may do nothing else that root may. */
async function confined(step: string, { on, tool, args, fine = [0] }: Confined): Promise<void> {
  const result = await run({ tool: 'setpriv', args: [...withCapabilities([]), requireTool(tool), ...args] });
  if (result.exitCode !== null && fine.includes(result.exitCode)) return;
  // e2fsck says on one of them what is wrong, and on the other that it gives up.
  const words = `${result.stdout.toString()}\n${result.stderr}`.trim() || describeExit(result);
  throw blameStep({ step, tool, words, on });
}

interface Confined extends Command {
  readonly on: string;
  /** Exit codes of success: e2fsck(8) has one for what it has mended. */
  readonly fine?: readonly number[];
}

/** No two filesystems of one UUID are mounted at once, and copies of one image have the same. */
let growing: Promise<unknown> = Promise.resolve();

function growMounted(node: string, filesystem: 'xfs' | 'btrfs', command: (at: string) => Command, job: Job): Promise<void> {
  const mine = growing.then(() => mountAndGrow(node, filesystem, command, job));
  growing = mine.catch(() => {});
  return mine;
}

async function mountAndGrow(node: string, filesystem: 'xfs' | 'btrfs', command: (at: string) => Command, job: Job): Promise<void> {
  const at = `${job.folder}/growing`;
  await using mounts = new Scope();
  await mount({ device: node, at, filesystem, options: 'nosuid,nodev,noexec,noatime' }, mounts);
  await runStep(`Growing ${node}`, { ...command(at), on: node });
  await syncFilesystem(at, node);
}
