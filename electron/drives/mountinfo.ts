/** `/proc/self/mountinfo` (proc_pid_mountinfo(5)). */
export interface Mount {
  /** `MAJ:MIN` of the filesystem; major 0 for those without one device, btrfs among them. */
  readonly device: string;
  /** Which part of the filesystem is mounted: `/`, or a folder or subvolume. */
  readonly root: string;
  readonly at: string;
  readonly filesystem: string;
  readonly source: string;
  readonly readOnly: boolean;
}

/** Space, tab, newline and backslash are octal: `\040 \011 \012 \134`. */
export function unescapeOctal(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}

/** `36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue` */
export function parseMountinfo(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const [left, right] = line.split(' - ');
    const [, , device, root, at, options] = left?.split(' ') ?? [];
    const [filesystem, source, superOptions] = right?.split(' ') ?? [];
    if (!device || !root || !at || !filesystem) return [];
    const readOnly = [options, superOptions].some((list) => list?.split(',').includes('ro'));
    return [{ device, root: unescapeOctal(root), at: unescapeOctal(at), filesystem, source: unescapeOctal(source ?? ''), readOnly }];
  });
}

/** Paths of active swap (`/proc/swaps`): `/dev/sda2  partition  8388604  0  -2`. A swap file may be deleted. */
export function parseSwaps(text: string): string[] {
  return text
    .split('\n')
    .slice(1)
    .flatMap((line) => line.split(/\s+/)[0] || [])
    .map((path) => unescapeOctal(path).replace(/ \(deleted\)$/, ''));
}
