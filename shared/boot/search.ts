import { type LaidSystem, type LaidVolume, volumeOf } from './laid.ts';
import { amendPath } from './paths.ts';

/** What GRUB searches for (GRUB manual, "search"): the filesystem of /boot, by its UUID, its label, or a file on it. */

/** A UUID of any filesystem that we make: of FAT eight digits. */
const UUID = /\b(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9A-F]{4}-[0-9A-F]{4})(?=\s|$|["'])/i;

export function amendSearch(line: string, laid: LaidSystem): string {
  const boot = volumeOf(laid, 'boot/grub');
  if (!boot || !/^\s*(?:search[\s.]|set\s+BOOT_UUID=)/.test(line)) return line;
  if (/\s--file\s/.test(line)) return amendLast(line, (path) => amendPath(path, boot.mount === '/' ? '' : boot.mount, laid));
  if (/\s(?:--label|-l)\s|search\.fs_label\s/.test(line)) return byLabel(line, boot, laid);
  return line.replace(UUID, (uuid) => (laid.volumes.some((volume) => volume.uuid.toLowerCase() === uuid.toLowerCase()) ? uuid : boot.uuid));
}

/** The last word, which is what is searched for. */
function amendLast(line: string, change: (word: string) => string): string {
  return line.replace(/(\/\S*)(\s*)$/, (_, word: string, rest: string) => change(word) + rest);
}

function byLabel(line: string, boot: LaidVolume, { volumes }: LaidSystem): string {
  const isThere = (label: string): boolean => volumes.some((volume) => volume.label !== '' && volume.label === label);
  const short = line.replace(/(search\.fs_)label(\s+)(\S+)/, (whole: string, before: string, gap: string, label: string) =>
    isThere(label) ? whole : `${before}uuid${gap}${boot.uuid}`,
  );
  if (short !== line || /search\.fs_label\s/.test(line)) return short;
  const label = /(\S+)\s*$/.exec(line)?.[1]?.replace(/^(["'])(.*)\1$/, '$2') ?? '';
  if (isThere(label) || /[$]/.test(label)) return line;
  return line.replace(/\s(?:--label|-l)(?=\s)/, ' --fs-uuid').replace(/\S+(\s*)$/, `${boot.uuid}$1`);
}
