import type { BootKind } from './kind.ts';
import { type LaidSystem, type LaidVolume, volumeOf } from './laid.ts';
import { amendParameters } from './parameters.ts';
import { amendPath } from './paths.ts';
import { rootSpec } from './rootSpec.ts';

/**
 * Boot configuration made to fit what was laid: line by line, each by itself, so that a few lines tell what becomes of a file. What is right, and what we do not
 * understand, stays to the letter.
 */

/** @param name of the file, normalised */
export function amendBoot(text: string, file: { readonly name: string; readonly kind: BootKind }, laid: LaidSystem): string {
  return text
    .split('\n')
    .map((line) => amendBootLine(line, file, laid))
    .join('\n');
}

export function amendBootLine(line: string, { name, kind }: { readonly name: string; readonly kind: BootKind }, laid: LaidSystem): string {
  // A comment, and in GRUB and U-Boot that is all that it can be.
  if (/^\s*[#;]/.test(line)) return line;
  return AMEND[kind](line, laid, name);
}

type Amend = (line: string, laid: LaidSystem, name: string) => string;

const AMEND: Readonly<Record<BootKind, Amend>> = {
  extlinux: (line, laid, name) => amendParameters(amendPathLine(OF_EXTLINUX, line, name, laid), laid),
  entry: (line, laid, name) => amendParameters(amendPathLine(OF_ENTRY, line, name, laid), laid),
  grub: amendGrub,
  parameters: amendParameters,
  environment: (line, laid) => amendParameters(amendVariable(line, laid), laid),
  script: (line, laid) => amendParameters(amendSetenv(line, laid), laid),
  settings: amendParameters,
};

/** A keyword, and a path that begins with a slash. */
const OF_EXTLINUX = /^(\s*(?:kernel|linux|initrd|fdt|devicetree|fdtdir|devicetreedir)\s+)(\/\S*)/i;
const OF_ENTRY = /^(\s*(?:linux|initrd|devicetree)\s+)(\/\S*)/;
const OF_GRUB = /^(\s*(?:linux|initrd|devicetree)(?:16|efi)?\s+(?:\(\$root\))?)(\/[^\s$'"]*)/;

function amendPathLine(pattern: RegExp, line: string, config: string, laid: LaidSystem): string {
  return line.replace(pattern, (_: string, before: string, path: string) => before + amendPath(path, config, laid));
}

/** Lines with parameters of a kernel, and where Fedora keeps them in a variable. */
const KERNEL_LINE = /^\s*(?:linux(?:16|efi)?\s|options\s|set\s+(?:default_)?kernelopts=)/;

/** `root=` may also be GRUB's own variable. What it searches for is where the kernels are: the filesystem of /boot. */
function amendGrub(line: string, laid: LaidSystem): string {
  if (/^\s*search/.test(line)) return amendSearch(line, laid);
  const found = amendPathLine(OF_GRUB, line, 'boot/grub', laid);
  return KERNEL_LINE.test(found) ? amendParameters(found, laid) : found;
}

/** A UUID of any filesystem that we make: of FAT eight digits. */
const UUID = /\b(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9A-F]{4}-[0-9A-F]{4})(?=\s|$|["'])/i;

/** `search --fs-uuid --set=root UUID`, `search.fs_uuid UUID root` (GRUB manual, "search"). */
function amendSearch(line: string, laid: LaidSystem): string {
  const boot = volumeOf(laid, 'boot/grub');
  if (!boot || !/\s(?:--fs-uuid|-u)\s|search\.fs_uuid\s/.test(line)) return line;
  return line.replace(UUID, (uuid) => (laid.volumes.some((volume) => sameUuid(volume, uuid)) ? uuid : boot.uuid));
}

const sameUuid = ({ uuid }: LaidVolume, other: string): boolean => uuid.toLowerCase() === other.toLowerCase();

/** `rootdev=UUID=…` of Armbian, `mmcroot=/dev/mmcblk0p2 ro` and `uuid=…` of BeagleBoards, and the filesystem's type beside them. */
function amendVariable(line: string, laid: LaidSystem): string {
  const root = laid.volumes.find(({ mount }) => mount === '/');
  const [, before = '', key = '', value = '', rest = ''] = /^(\s*([A-Za-z_]\w*)=)(\S+)(.*)$/s.exec(line) ?? [];
  if (!root || before === '') return line;
  const now = variableOf(key, value, root);
  return now === undefined ? line : `${before}${now}${rest}`;
}

function variableOf(key: string, value: string, root: LaidVolume): string | undefined {
  if (/^(?:root|rootdev|[a-z]+root)$/.test(key)) return rootSpec(value, root);
  if (/^(?:mmc|usb|sata|nvme)?rootfstype$/.test(key)) return value.split(',').includes(root.filesystem) ? undefined : root.filesystem;
  if (key === 'uuid' && UUID.test(value)) return sameUuid(root, value) ? undefined : root.uuid;
  return undefined;
}

/** `setenv rootdev "UUID=…"`. */
function amendSetenv(line: string, laid: LaidSystem): string {
  const root = laid.volumes.find(({ mount }) => mount === '/');
  const [, before = '', value = '', behind = ''] = /^(\s*setenv\s+[a-z_]*root(?:dev)?\s+["']?)([^\s"']+)(["']?\s*)$/.exec(line) ?? [];
  const now = root && before !== '' ? rootSpec(value, root) : undefined;
  return now === undefined ? line : `${before}${now}${behind}`;
}
