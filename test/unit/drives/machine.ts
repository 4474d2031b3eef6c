import type { Device } from '../../../electron/drives/device.ts';
import type { PlacedLoop, PlacedMount, PlacedSwap, Snapshot } from '../../../electron/drives/snapshot.ts';

/** Machines written by hand, as plain data. */

type Details = Partial<Omit<Device, 'number' | 'path' | 'children' | 'parents'>>;

export interface Part extends Details {
  readonly number: string;
  readonly path: string;
  /** Numbers of what lies on it. */
  readonly children?: readonly string[];
}

export interface Machine {
  readonly devices: readonly Part[];
  readonly mounts?: readonly PlacedMount[];
  readonly swaps?: readonly string[];
  readonly loops?: readonly PlacedLoop[];
}

const PLAIN: Omit<Device, 'number' | 'path'> = {
  type: 'disk',
  partition: undefined,
  size: 1024 ** 3,
  sectorSize: 512,
  readOnly: false,
  removableMedium: false,
  hotplug: false,
  transport: undefined,
  model: undefined,
  serial: undefined,
  wwn: undefined,
  filesystem: undefined,
  label: undefined,
  uuid: undefined,
  partUuid: undefined,
  partLabel: undefined,
  partType: undefined,
  diskseq: undefined,
  mmcType: undefined,
  areaOf: undefined,
  parents: [],
  children: [],
};

export function device(part: Part): Device {
  return { ...PLAIN, ...part };
}

export function machine({ devices, mounts = [], swaps = [], loops = [] }: Machine): Snapshot {
  const parents = (number: string): string[] => devices.filter(({ children }) => children?.includes(number)).map((above) => above.number);
  return {
    devices: new Map(devices.map((part) => [part.number, { ...device(part), parents: parents(part.number) }])),
    mounts,
    swaps: swaps.map(placed),
    loops,
    due: [],
  };

  function placed(number: string): PlacedSwap {
    return { path: devices.find((part) => part.number === number)?.path ?? '/swapfile', numbers: [number] };
  }
}

let lastId = 100;

/** @param numbers of the devices below; the filesystem has that of the first unless told otherwise */
export function mount(at: string, numbers: readonly string[], more: Partial<PlacedMount> = {}): PlacedMount {
  lastId += 1;
  const known = { id: String(lastId), parent: '1', device: numbers[0] ?? '0:99', root: '/', at, filesystem: 'ext4', source: '/dev/x' };
  return { ...known, readOnly: false, flags: ['rw'], options: 'rw', numbers, ...more };
}

/** A loop device and the devices that its file lies on. */
export function loop(number: string, file: string, ...backedBy: readonly string[]): PlacedLoop {
  return { number, file, backedBy };
}
