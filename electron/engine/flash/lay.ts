import { statfsSync } from 'node:fs';
import type { ArchiveFacts } from '../../../shared/facts.ts';
import type { Plan, PlanInputs, Volume } from '../../../shared/plan/types.ts';
import { refuseTooFewInodes, refuseTooLittle } from '../../../shared/plan/room.ts';
import { freeInodes, isMeasured } from '../../drives/room.ts';
import { runStep } from '../../run/run.ts';
import { Scope } from '../../run/scope.ts';
import { mount } from '../disk/mount.ts';
import { numberOfNode, partitionsOf } from '../disk/sysfs.ts';
import { syncFilesystem } from '../disk/sync.ts';
import { announcePartitions, hideFirstSector, writeTable } from '../disk/table.ts';
import { capabilitiesTo, openCell } from '../extract/cell.ts';
import { extract } from '../extract/extract.ts';
import { enter, type Job } from '../job.ts';
import type { Sources } from '../meter.ts';
import { type OpenSource, passOver } from '../pass.ts';
import { secondsToCompare } from '../verify/cost.ts';
import type { LinkAt } from '../verify/expectation.ts';
import { keepExtended } from '../verify/extended.ts';
import { verifyStage } from '../verify/volumes.ts';
import { type Laid, type Proven, watchLaying, type Witnessed } from '../verify/watch.ts';
import { editTree } from './editTree.ts';
import { amendTarget } from './fixups.ts';
import type { Likely } from './likely.ts';
import { refuseLinksOut } from './links.ts';
import { type LoaderFiles, readLoaders, writeLoaders } from './loaders.ts';
import { nudge, type Pace } from './pace.ts';
import { openReading } from './reading.ts';
import { isComparedByTar } from './weights.ts';

/** A file system, partitioned, formatted, filled and flushed, on whatever block device: a drive, or the loop of a stage. */

export interface Laying {
  readonly plan: Plan;
  /** What the plan was made of. */
  readonly inputs: PlanInputs;
  readonly archive: ArchiveFacts;
  readonly source: OpenSource;
  readonly loaderFiles: LoaderFiles;
  /** The device that is partitioned and formatted. */
  readonly device: string;
  /** Whether its written bytes are the job's progress: not so for a stage that is copied later. */
  readonly isTarget: boolean;
  /** null for a stage: memory needs no pace. */
  readonly pace: Pace | null;
}

/** A volume and the node that it lies on. */
export interface Placed {
  readonly volume: Volume;
  readonly node: string;
}

/** Partitions and formats. @returns the volumes' nodes, and what makes the drive look bootable again */
export async function prepareDevice(laying: Laying, signal: AbortSignal): Promise<{ placed: Placed[]; reveal: (first?: number) => Promise<void> }> {
  const { plan, device } = laying;
  if (plan.table) await writeTable(device, plan.table.script);
  if (plan.table) await announcePartitions(device, plan.volumes.length + plan.areas.length);
  const reveal = plan.table && laying.isTarget ? await hideFirstSector(device, plan.target.sectorSize) : async () => {};
  const placed = placeVolumes(plan, device);
  for (const { volume, node } of placed) {
    if (!volume.mkfs) continue;
    const making = { tool: volume.mkfs.tool, args: [...volume.mkfs.args, node], tied: true, signal, on: node };
    await runStep(`Making ${volume.filesystem} on ${node}`, making);
  }
  await makeSwap(plan, device, signal);
  return { placed, reveal };
}

async function makeSwap({ areas }: Plan, device: string, signal: AbortSignal): Promise<void> {
  for (const { number, swap } of areas) {
    if (!swap) continue;
    const node = nodeOf(device, number);
    await runStep(`Making swap on ${node}`, { tool: swap.mkswap.tool, args: [...swap.mkswap.args, node], tied: true, signal, on: node });
  }
}

/** The node of each volume: a partition that the kernel knows, or the device itself. */
export function placeVolumes(plan: Plan, device: string): Placed[] {
  return plan.volumes.map((volume) => ({ volume, node: volume.number === null ? device : nodeOf(device, volume.number) }));
}

function nodeOf(device: string, number: number): string {
  return partitionsOf(numberOfNode(device)).find((partition) => partition.number === number)?.path ?? '';
}

/** Mounts, unpacks, amends, flushes and unmounts. @returns what a verification is to find */
export async function fill(laying: Laying, placed: readonly Placed[], job: Job): Promise<Laid & Proven> {
  const root = `${job.folder}/root`;
  await using mounts = new Scope();
  for (const { volume, node } of mountOrder(placed)) {
    const at = volume.mount === '/' ? root : `${root}${volume.mount}`;
    await mount({ device: node, at, filesystem: volume.filesystem, options: volume.mountOptions }, mounts);
  }
  requireRoom(laying, root);
  // On a filesystem that is kept, links of before may lead out of it.
  const linkAt = placed.some(({ volume }) => !volume.mkfs) ? await refuseLinksOut(laying, root, job) : undefined;
  if (laying.isTarget && laying.plan.target.kind !== 'image') job.drive = 'incomplete';
  const unpacked = await unpackInto(laying, root, linkAt, job);
  const { plan } = unpacked;
  const loaders = readLoaders(plan, laying.loaderFiles, root);
  const laid = { ...unpacked, linkAt, loaders, unpacked: await keepAttributes(unpacked, { root, placed, isClean: unpacked.isClean }, job) };
  enter(job, 'flush');
  for (const { volume, node } of placed) {
    await syncFilesystem(volume.mount === '/' ? root : `${root}${volume.mount}`, node);
  }
  await writeLoaders(laying.device, loaders, job);
  if (plan.stage && plan.verify === 'full') await verifyStage({ source: laying.source, laid }, root, placed, job);
  return laid;
}

/** For a comparison with what the medium gives back. FAT has none. */
async function keepAttributes(
  { plan, archive }: Proven,
  { root, placed, isClean }: { root: string; placed: readonly Placed[]; isClean: boolean },
  job: Job,
): Promise<Laid['unpacked']> {
  const hasFat = placed.some(({ volume }) => volume.filesystem === 'vfat');
  if (!isClean || plan.verify === 'none' || plan.stage || hasFat) return undefined;
  return keepExtended({ root, names: archive.extendedNames, options: plan.extract.args, privileged: archive.privileged }, job);
}

/** Parents before what is mounted inside them. */
function mountOrder(placed: readonly Placed[]): Placed[] {
  return placed.toSorted((a, b) => a.volume.mount.length - b.volume.mount.length);
}

/** A filesystem that is kept shows only now how much room it has; nothing was written yet. */
function requireRoom({ plan, archive }: Laying, root: string): void {
  if (plan.volumes.some((volume) => volume.mkfs)) return;
  const room = statfsSync(root);
  if (isMeasured(room)) refuseTooLittle(plan.target, archive, room.bavail * room.bsize);
  refuseTooFewInodes(plan.target.path, archive, freeInodes(room));
}

/** What tells how far the unpacking is. @param likely of an archive that is read meanwhile */
function sourcesOf(laying: Laying, likely: Likely | undefined): Sources {
  const { plan, archive, device, pace } = laying;
  return {
    archiveSize: archive.file.size,
    streamBytes: archive.guessed ? undefined : archive.streamBytes,
    likelyBytes: likely?.streamBytes,
    shareAt: likely?.shareAt,
    comparing: comparingOf(laying, likely),
    isPlain: archive.compression === 'none',
    // What goes into a stage has not reached the drive.
    ...(pace ? { device: numberOfNode(device), deviceBytes: likely?.deviceBytes ?? (() => plan.estimates.deviceBytes), waiting: pace.waiting } : {}),
  };
}

/** What was decompressed for several passes is compared as it is. */
function comparingOf({ plan, archive, source }: Laying, likely: Likely | undefined): Sources['comparing'] {
  if (!isComparedByTar(plan)) return undefined;
  const compression = source.unpacked ? 'none' : archive.compression;
  return () => {
    const compared = likely ? likely.compared() : { streamBytes: archive.streamBytes, members: archive.entries.total };
    return compared && secondsToCompare({ ...compared, compression });
  };
}

async function unpackInto(laying: Laying, into: string, linkAt: LinkAt | undefined, job: Job): Promise<Witnessed & Proven & Pick<Laid, 'isClean' | 'edits'>> {
  const { plan, inputs, archive, source, device, pace } = laying;
  const watch = watchLaying({ plan, archive, root: into, linkAt });
  const reading = openReading(inputs, plan);
  job.meter.watch(sourcesOf(laying, reading?.likely));
  await using cells = new Scope();
  const capabilities = capabilitiesTo('fill', archive.privileged);
  const within = await openCell({ into, folder: job.folder, nested: true, capabilities, people: archive.aclNames }, cells);
  enter(job, 'extract');
  if (pace) nudge(pace, { at: into, device: plan.target.path }, cells, job);
  const isClean = await extract(
    {
      ...source,
      command: within(plan.extract),
      device: laying.isTarget ? plan.target.path : device,
      onEntry: watch.onEntry,
      reader: reading?.reader(passOver(source, job)),
    },
    job,
  );
  await cells[Symbol.asyncDispose]();
  const witnessed = watch.finish();
  const proven = (await reading?.finish()) ?? { plan, archive };
  await amendTarget(proven.plan, into, job);
  return { ...witnessed, ...proven, isClean, edits: await editTree(into, proven.plan, inputs, job) };
}
