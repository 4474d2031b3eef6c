import { bootKindOf } from '../boot/kind.ts';
import { volumeOf } from '../boot/laid.ts';
import { rootSpec } from '../boot/rootSpec.ts';
import type { ArchiveFacts } from '../facts.ts';
import type { Remark } from '../remarks.ts';
import { visible } from '../visible.ts';
import type { Plan, Volume } from './types.ts';

/** What is booted from what was laid, names another drive, and cannot be amended: compiled scripts of U-Boot, unified kernel images, GRUB as a program of UEFI. */
export function fixedRemarks({ boot }: ArchiveFacts, plan: Plan): Remark[] {
  const isBooted = ({ name }: Fixed): boolean => (isProgram(name) ? volumeOf(plan, name)?.filesystem === 'vfat' : !hasMenu(boot));
  return boot.fixed
    .filter((fixed) => isBooted(fixed) && fixed.drives.every((drive) => plan.volumes.every((volume) => isOther(drive, volume))))
    .map(({ name, drives: [drive = ''] }) => ({
      id: 'names-another-drive',
      tone: 'caution',
      text: `/${name} names ${visible(drive)}, which the drive will not have, and cannot be amended: it will not boot that way.`,
      advice: isProgram(name) ? anew(plan) : 'Put an extlinux.conf in its place, which is made to fit, or have it take the root from a file beside it.',
    }));
}

type Fixed = ArchiveFacts['boot']['fixed'][number];

function anew({ volumes }: Plan): string {
  const label = volumes.find(({ mount }) => mount === '/')?.label ?? '';
  return `Build it again with the label of the root${label === '' ? '' : ` (${label})`} in place of the UUID, which is different on every drive.`;
}

const isProgram = (name: string): boolean => /\.efi$/i.test(name);

/** U-Boot looks for that first (its doc/develop/distro.rst). */
function hasMenu({ files }: ArchiveFacts['boot']): boolean {
  return files.some(({ name }) => bootKindOf(name) === 'extlinux');
}

/** What a machine calls a partition nobody knows before, but which one of its drive it is. */
const NODE = /^\/dev\/(?:(?:mmcblk|nvme\d+n)\d+p|[hsv]d[a-z]+|xvd[a-z]+|disk\/by-path\/.+-part)(\d+)$/;
/** These name one filesystem or partition, wherever it is; no volume of LVM or LUKS is made. */
const ONE = /^(?:UUID|LABEL|PARTUUID)=[^/]+$|^\/dev\/(?:disk\/by-(?:uuid|label|partuuid)|mapper)\//;

/** Whether it certainly names something else. */
function isOther(drive: string, volume: Volume): boolean {
  const [, number] = NODE.exec(drive) ?? [];
  if (number !== undefined) return volume.number !== null && volume.number !== Number(number);
  if (/partuuid/i.test(drive) && volume.partuuid === undefined) return false;
  return ONE.test(drive) && rootSpec(drive, volume, true) !== undefined;
}
