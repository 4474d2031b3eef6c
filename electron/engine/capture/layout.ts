import type { DriveSeen, PartitionSeen } from '../../../shared/capture/layoutFrom.ts';
import { formatBytes } from '../../../shared/format.ts';
import { listed } from '../../../shared/listed.ts';
import type { TargetFacts } from '../../../shared/targetFacts.ts';
import { holdsSomething } from '../disk/front.ts';
import { featuresOf, readHead } from '../disk/superblock.ts';
import { numberOfNode } from '../disk/sysfs.ts';
import { type Job, note } from '../job.ts';
import { type Probed, probe } from '../verify/probe.ts';

/** How a drive is laid out, and what of it is in no archive. */

interface Place {
  /** `MAJ:MIN` of a volume, and where that is mounted in the tree. */
  readonly number: string;
  readonly at: string;
  readonly usedBytes: number;
}

interface Looked {
  /** What lies in its partitions. */
  readonly found: readonly Probed[];
  readonly places: readonly Place[];
  readonly source: TargetFacts;
}

/** The table itself, on drives of any sector size. */
const TABLE_BYTES = { dos: 512, gpt: 24 * 1024 };

/** @returns undefined without a partition table; why it is not clear, as the end of a sentence */
export async function lookAtDrive(device: string, { found, places, source }: Looked, job: Job): Promise<DriveSeen | string | undefined> {
  const [whole] = await probe([device]);
  const table = whole?.table;
  if (!whole || (table !== 'gpt' && table !== 'dos') || whole.filesystem !== undefined) return undefined;
  tellLoaders([...(holdsSomething(device, TABLE_BYTES[table]) ? ['in front of the first partition'] : []), ...found.flatMap(loaderIn)], job);
  const unclear = found.find(({ entry }) => !entry);
  if (unclear) return `it is not clear what ${unclear.path} is`;
  if (found.some(({ number = 0 }) => table === 'dos' && number > 4))
    note(job, 'Logical partitions become primary ones when another drive is made like it: what names them by their numbers finds others then.', 'warning');
  const what = [source.model, source.kind === 'image' ? 'a disk image' : undefined, formatBytes(source.size)].filter(Boolean).join(', ');
  return { table, tableId: whole.tableId, what, partitions: found.flatMap((one) => seen(one, places)) };
}

/** An extended partition holds the tables of those in it. What cannot be read is of no importance to what is captured. */
function loaderIn({ path, filesystem, table }: Probed): string[] {
  return filesystem === undefined && table === undefined && holdsSomething(path, 0) ? [`in ${path}`] : [];
}

function tellLoaders(where: readonly string[], job: Job): void {
  if (where.length === 0) return;
  note(job, `Something that is no filesystem lies ${listed(where)}, maybe a boot loader: it is not in the archive.`, 'warning');
}

function seen({ path, number, partuuid, entry, filesystem, uuid, label, size }: Probed, places: readonly Place[]): PartitionSeen[] {
  if (!entry || number === undefined) return [];
  const own = numberOfNode(path);
  const place = places.find((one) => one.number === own);
  const part = { ...entry, number, partuuid, filesystem, uuid, label, sizeByte: size };
  return [place ? { ...part, mount: place.at, usedBytes: place.usedBytes, ...featuresOf(filesystem ?? '', readHead(path)) } : part];
}
