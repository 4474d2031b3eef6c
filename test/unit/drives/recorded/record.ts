import type { Device } from '../../../../electron/drives/device.ts';
import type { LoopFile } from '../../../../electron/drives/losetup.ts';
import { mountOf, type Place } from '../../../../electron/drives/places.ts';
import type { Carried } from '../../../../electron/drives/safety.ts';
import { place, type Snapshot } from '../../../../electron/drives/snapshot.ts';
import { machine, type Part } from '../machine.ts';

/** Machines as their tools tell them, cut to what matters, each device with the verdict that it must get. */
export interface Recording {
  readonly name: string;
  /**
   * lsblk's tree: `name maj:min type details | verdict`. A device of several parents stands below each of them, later ones
   * by name alone. `dm-0=/dev/mapper/x` has another path than its name. Verdicts: `free`, `swap`, `archive`, `app`, `loader`,
   * the system's mount point, or `due:` and what it is to be; then `fixed` (asks for a typed confirmation), `hidden` (not in the list), `locked` (read-only).
   */
  readonly tree: string;
  /** `maj:min root at filesystem source options`, in the kernel's escapes. */
  readonly mounts: string;
  /** As in /proc/swaps. */
  readonly swaps?: readonly string[];
  /** `maj:min file`, and the number of the file's filesystem as root sees it. */
  readonly loops?: readonly string[];
  readonly btrfs?: readonly (readonly string[])[];
  /** As in /etc/fstab and in files of mount units. */
  readonly fstab?: string;
  readonly units?: readonly string[];
  readonly archive?: string;
  readonly app?: string;
}

export interface Row {
  readonly number: string;
  readonly path: string;
  readonly type: string;
  readonly verdict: string | undefined;
  readonly marks: readonly string[];
}

export interface Replayed {
  readonly snapshot: Snapshot;
  readonly carried: Carried;
  readonly rows: readonly Row[];
}

const FLAGS: Readonly<Record<string, Partial<Device>>> = {
  usb: { transport: 'usb' },
  sata: { transport: 'sata' },
  nvme: { transport: 'nvme' },
  sd: { transport: 'mmc', mmcType: 'SD' },
  emmc: { transport: 'mmc', mmcType: 'MMC' },
  rm: { removableMedium: true },
  ro: { readOnly: true },
  empty: { size: 0 },
};

const KEYS: Readonly<Record<string, keyof Device>> = {
  area: 'areaOf',
  uuid: 'uuid',
  label: 'label',
  partuuid: 'partUuid',
  partlabel: 'partLabel',
  parttype: 'partType',
};

/** `label=my_boot` has a space in it. */
function details(word: string): Partial<Device> {
  const [key = '', value] = word.split('=');
  return KEYS[key] ? { [KEYS[key]]: value?.replaceAll('_', ' ') } : (FLAGS[word] ?? { filesystem: word });
}

interface Line extends Row {
  readonly depth: number;
  readonly name: string;
  readonly part: Part;
}

function parseTree(tree: string): Line[] {
  const known = new Map<string, Line>();
  return rowsOf(tree).map((text) => {
    const [left = '', verdict] = text.split('|');
    const [first = '', number = '', type = '', ...words] = left.trim().split(' ');
    const [name = '', path = `/dev/${name}`] = first.split('=');
    const depth = text.length - text.trimStart().length;
    const again = known.get(name);
    if (again) return { ...again, depth };
    const [judged, ...marks] = verdict?.trim().split(' ') ?? [];
    const part = Object.assign({ number, path, type, partition: partitionOf(name, type) }, ...words.map(details)) as Part;
    const line = { depth, name, number, path, type, part, verdict: judged, marks };
    known.set(name, line);
    return line;
  });
}

/** Those of device-mapper have no number. */
function partitionOf(name: string, type: string): string | undefined {
  return type === 'part' && !name.startsWith('dm-') ? /\d+$/.exec(name)?.[0] : undefined;
}

function rowsOf(text: string): string[] {
  return text.split('\n').filter((row) => row.trim() !== '');
}

/** What stands one level deeper, up to the next line that does not. */
function childrenOf(lines: readonly Line[], number: string): string[] {
  const found = lines.flatMap((line, at) => {
    if (line.number !== number) return [];
    const end = lines.findIndex((later, index) => index > at && later.depth <= line.depth);
    const below = lines.slice(at + 1, end < 0 ? undefined : end);
    const next = Math.min(...below.map(({ depth }) => depth));
    return below.filter(({ depth }) => depth === next).map((child) => child.number);
  });
  return [...new Set(found)];
}

export function replay(recording: Recording): Replayed {
  const lines = parseTree(recording.tree);
  const rows = [...new Map(lines.map((line) => [line.number, line])).values()];
  const { devices } = machine({ devices: rows.map(({ part, number }) => ({ ...part, children: childrenOf(lines, number) })) });
  const nodes = new Map<string, Place>(rows.flatMap(({ name, path, number }) => [`/dev/${name}`, path].map((node) => [node, { number, isDevice: true }])));
  const snapshot = place({
    devices,
    mountinfo: rowsOf(recording.mounts).map(toMountinfo).join('\n'),
    swaps: ['Filename Type Size Used Priority', ...(recording.swaps ?? []).map((path) => `${path} partition 8388604 0 -2`)].join('\n'),
    loops: (recording.loops ?? []).map(toLoop),
    btrfs: recording.btrfs ?? [],
    find: (path) => nodes.get(path),
    ...(recording.fstab ? { fstab: recording.fstab } : {}),
    ...(recording.units ? { units: recording.units } : {}),
  });
  const holder = (path: string | undefined): string | undefined => path && mountOf(snapshot.mounts, path)?.device;
  return { snapshot, carried: { archiveDevice: holder(recording.archive), appDevice: holder(recording.app) }, rows };
}

function toMountinfo(row: string, index: number): string {
  const [number, root, at, filesystem, source, options = 'rw'] = row.trim().split(' ');
  return `${index + 30} 29 ${number} ${root} ${at} ${options} shared:1 - ${filesystem} ${source} ${options}`;
}

function toLoop(row: string): LoopFile {
  const [number = '', file = '', device] = row.split(' ');
  return { number, file, device };
}
