import { type ArchiveFacts, LONGEST_SHOWN } from '../facts.ts';
import { LARGEST_SMALL_FILE } from '../files.ts';
import { type Amendment, foreignLines, fstabEntries } from '../fstab.ts';
import { MiB } from './sizes.ts';
import type { FstabEntry } from '../fstabLine.ts';
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
  // Of a line that was cut short nobody knows what it says.
  const before = fstabEntries(archive.fstabDevices.filter((line) => line.length < LONGEST_SHOWN).join('\n'));
  const fstab = [...made.map((volume) => fstabLine(volume, before)), ...areas.flatMap(swapLine)];
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

/** Of a line for the same place and the same kind of filesystem, as far as they hold for any filesystem of that kind, and where they say more than nothing. */
function optionsOf({ options }: FstabEntry, mkfs: Volume['mkfs']): string | undefined {
  const kept = options.filter((option) => OF_ANY.test(option) || (OF_JOURNALS.test(option) && hasJournal(mkfs)));
  return kept.some((option) => option !== 'defaults' && option !== 'rw') ? kept.join(',') : undefined;
}

const OF_ANY =
  /^(?:defaults|rw|ro|(?:no)?(?:atime|diratime|suid|dev|exec)|relatime|strictatime|lazytime|discard(?:=async)?|errors=[a-z-]+|compress(?:-force)?(?:=[a-z]+(?::\d+)?)?|ssd|umask=\d+|[fd]mask=\d+|[ug]id=\d+|utf8(?:=1)?|iocharset=[a-z0-9-]+|codepage=\d+|shortname=[a-z0-9]+|flush)$/;
const OF_JOURNALS = /^commit=\d+$/;

/** ext4 refuses them without one. */
function hasJournal(mkfs: Volume['mkfs']): boolean {
  const features = mkfs?.args[mkfs.args.indexOf('-O') + 1]?.split(',') ?? [];
  return mkfs?.args.includes('-O') !== true || !(features.includes('^has_journal') || (features.includes('none') && !features.includes('has_journal')));
}

function swapLine({ swap }: Area): string[] {
  return swap ? [`UUID=${swap.uuid} none swap defaults 0 0`] : [];
}

/** @param before what the archive mounts */
function fstabLine({ uuid, mount, filesystem, mkfs }: Volume, before: readonly FstabEntry[]): string {
  const own = before.find(({ at, type }) => at === mount && type === filesystem);
  const options = (own && optionsOf(own, mkfs)) ?? (filesystem === 'ext4' ? 'defaults,noatime,errors=remount-ro' : 'defaults,noatime');
  const pass = filesystem === 'ext4' ? (mount === '/' ? 1 : 2) : filesystem === 'vfat' ? 2 : 0;
  return `UUID=${uuid} ${mount} ${filesystem} ${options} 0 ${pass}`;
}
