import type { ArchiveFacts } from '../facts.ts';
import { LARGEST_SMALL_FILE } from '../files.ts';
import { type Amendment, foreignLines } from '../fstab.ts';
import { MiB } from './sizes.ts';
import type { Area, Plan, PlanInputs, Volume } from './types.ts';

/** What becomes of /etc/fstab. */

/** Only a root filesystem on what is made afresh has its own amended: elsewhere it says what holds already, or nothing. */
export function planFstab(
  { archive, options }: PlanInputs,
  volumes: readonly Volume[],
  areas: readonly Area[],
): Pick<Plan, 'fstab' | 'fstabWithout' | 'fstabStays'> {
  const made = volumes.filter(({ mkfs }) => mkfs);
  if (options.fstab === 'keep' || !archive.rootFilesystem || made.length === 0) return { fstab: [], fstabWithout: [] };
  const fstab = [...made.map(fstabLine), ...areas.flatMap(swapLine)];
  const why = whyItStays(archive);
  if (why !== undefined) return { fstab: [], fstabWithout: [], fstabStays: { why, lacks: fstab } };
  return { fstab, fstabWithout: foreignLines(archive.fstabDevices, amendmentOf({ fstab, volumes: [...volumes] })) };
}

/** Nothing but a small file of the archive's own is changed (`engine/flash/fixups.ts`). */
function whyItStays({ fstab, fstabIs }: ArchiveFacts): string | undefined {
  if (fstabIs) return WORDS[fstabIs];
  return fstab && fstab.bytes > LARGEST_SMALL_FILE ? `it is larger than ${LARGEST_SMALL_FILE / MiB} MiB` : undefined;
}

const WORDS: Readonly<Record<NonNullable<ArchiveFacts['fstabIs']>, string>> = {
  symlink: 'it is a symlink in the archive',
  folder: 'it is a folder in the archive',
  special: 'it is not an ordinary file in the archive',
  'behind-a-link': '/etc is a symlink in the archive',
};

export function amendmentOf({ fstab, volumes }: Pick<Plan, 'fstab' | 'volumes'>): Amendment {
  return { entries: fstab, present: volumes.flatMap(tagsOf) };
}

function tagsOf({ uuid, label, partuuid }: Volume): string[] {
  return [`UUID=${uuid}`, ...(label ? [`LABEL=${label}`] : []), ...(partuuid ? [`PARTUUID=${partuuid}`] : [])];
}

function swapLine({ swap }: Area): string[] {
  return swap ? [`UUID=${swap.uuid} none swap defaults 0 0`] : [];
}

function fstabLine({ uuid, mount, filesystem }: Volume): string {
  const options = filesystem === 'ext4' ? 'defaults,noatime,errors=remount-ro' : 'defaults,noatime';
  const pass = filesystem === 'ext4' ? (mount === '/' ? 1 : 2) : filesystem === 'vfat' ? 2 : 0;
  return `UUID=${uuid} ${mount} ${filesystem} ${options} 0 ${pass}`;
}
