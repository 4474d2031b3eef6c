/** One line of `/proc/self/mountinfo` (proc_pid_mountinfo(5)). */
export interface Mount {
  /** Number of the mount, and of the mount that it stands on. */
  readonly id: string;
  readonly parent: string;
  /** `MAJ:MIN` of the filesystem; major 0 for those without one device, btrfs among them. */
  readonly device: string;
  /** Which part of the filesystem is mounted: `/`, or a folder or subvolume. */
  readonly root: string;
  readonly at: string;
  readonly filesystem: string;
  readonly source: string;
  readonly readOnly: boolean;
  /** Of this mount alone, whatever another mount of the filesystem has: `rw`, `nosuid`, `nodev` … */
  readonly flags: readonly string[];
  /** Options of the filesystem itself, such as the layers of an overlay. */
  readonly options: string;
}

/** Space, tab, newline and backslash are octal: `\040 \011 \012 \134`. */
export function unescapeOctal(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}

/**
 * `36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue`. Other
 * white space than the four escaped ones stands in names as it is. Lines of another shape are passed over.
 */
const LINE = /^(\d+) (\d+) (\d+:\d+) ([^ ]+) ([^ ]+) ([^ ]+) (?:.*? )?- ([^ ]+) ([^ ]*) ?(.*)$/s;

/** @param text UTF-8; a name that is not UTF-8 cannot be unmounted by its name */
export function parseMountinfo(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const match = LINE.exec(line);
    if (!match) return [];
    const [, id, parent, device, root, at, own, filesystem, source, options] = match.map(unescapeOctal) as Fields;
    const flags = own.split(',');
    const readOnly = flags.includes('ro') || options.split(',').includes('ro');
    return [{ id, parent, device, root, at, filesystem, source, readOnly, flags, options }];
  });
}

/** The whole line and the nine groups of {@link LINE}, which all match something or nothing. */
type Fields = [string, string, string, string, string, string, string, string, string, string];
