/** One line of /etc/fstab (fstab(5)): its fields, and what the system that reads it needs for it. */

export interface FstabEntry {
  /** As it stands there: `UUID=…`, `/dev/sda1`. */
  readonly device: string;
  readonly at: string;
  readonly type: string;
  readonly options: readonly string[];
}

/** Undefined for comments, blank lines and what has no mount point. Fields end with blanks and tabs, a line may with CR LF. */
export function parseFstabLine(line: string): FstabEntry | undefined {
  const [device = '', at, type = '', options = ''] = fieldsOf(line);
  return device.startsWith('#') || at === undefined ? undefined : { device, at: normalise(at), type, options: options.split(',') };
}

/** The line for people. */
export function tidyFstabLine(line: string): string {
  return fieldsOf(line).join(' ');
}

/** There are six; a line that begins with blanks has an empty one before them. */
function fieldsOf(line: string): string[] {
  return (line.endsWith('\r') ? line.slice(0, -1) : line).split(/[ \t]+/, 7).filter((field) => field !== '');
}

/** A trailing slash does not make another mount point. */
function normalise(path: string): string {
  let end = path.length;
  while (end > 1 && path[end - 1] === '/') end -= 1;
  return path.slice(0, end);
}

/** Nodes, tags (libmount's), and flash memory of a board. What the kernel makes of memory is there on every machine. */
const DEVICE = /^(?:\/dev\/(?!zram|ram\d)|(?:UUID|LABEL|PARTUUID|PARTLABEL|ID)=|ubi\d|mtd)/;
/** Of no device, whatever stands in the first field. */
const PSEUDO = ['proc', 'sysfs', 'tmpfs', 'ramfs', 'devtmpfs', 'devpts', 'mqueue', 'hugetlbfs', 'overlay', 'none'];
/** The boot goes on without it, or it is no mount of the device itself (mount(8), systemd.mount(5)). */
const PATIENT = ['nofail', 'noauto', '_netdev', 'bind', 'rbind', 'x-systemd.automount', 'comment=systemd.automount'];

export function namesDevice(text: string): boolean {
  return DEVICE.test(text);
}

/** The boot waits for a device of this name, and ends in an emergency shell where there is none; of swap it waits in vain. */
export function needsDevice({ device, type, options }: FstabEntry): boolean {
  return namesDevice(device) && !PSEUDO.includes(type) && !options.some((option) => PATIENT.includes(option));
}

/**
 * `UUID="ABCD-1234"` and `/dev/disk/by-uuid/ABCD-1234` are both `UUID=abcd-1234`; of labels the case counts.
 * @returns undefined for what is no tag that we give
 */
export function tagOf(device: string): string | undefined {
  const [, key, value] = /^(UUID|LABEL|PARTUUID)="?([^"]*)"?$/.exec(device) ?? /^\/dev\/disk\/by-(uuid|label|partuuid)\/([^/]*)$/.exec(device) ?? [];
  if (key === undefined || value === undefined) return undefined;
  const name = key.toUpperCase();
  return `${name}=${name === 'LABEL' ? value : value.toLowerCase()}`;
}
