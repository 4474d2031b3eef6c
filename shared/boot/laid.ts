/** What was laid, as far as boot configuration names it. */

export interface LaidVolume {
  /** Where it is mounted: `/`, `/boot`. */
  readonly mount: string;
  readonly filesystem: string;
  readonly uuid: string;
  readonly label: string;
  readonly partuuid?: string | undefined;
}

export interface LaidSystem {
  readonly volumes: readonly LaidVolume[];
  /** UUID of the swap, where there is one. */
  readonly swap?: string | undefined;
  /** Whether the tree has a file or folder of that name, below the root and without a slash at its beginning. */
  readonly has: (path: string) => boolean;
}

/** The one in which a path of the tree lies. @param path without a slash at its beginning */
export function volumeOf({ volumes }: Pick<LaidSystem, 'volumes'>, path: string): LaidVolume | undefined {
  const isAbove = ({ mount }: LaidVolume): boolean => mount === '/' || `/${path}` === mount || `/${path}`.startsWith(`${mount}/`);
  return volumes.filter(isAbove).toSorted((a, b) => b.mount.length - a.mount.length)[0];
}
