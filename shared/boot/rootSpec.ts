import type { LaidVolume } from './laid.ts';

/**
 * The value of `root=` (kernel-parameters, "root="; init/do_mounts.c): what a system on another drive had there, and what it is here. A UUID of the filesystem takes
 * an initramfs, a PARTUUID takes none: whoever has named a device may have none.
 */

/** @returns undefined where it stays: it is right, or names nothing that lies on a drive */
export function rootSpec(spec: string, root: LaidVolume): string | undefined {
  const found = /^(UUID|PARTUUID|LABEL|PARTLABEL)=(.+)$/i.exec(spec) ?? /^\/dev\/disk\/by-(uuid|partuuid|label|partlabel|id|path)\/(.+)$/.exec(spec);
  if (found) return isOf(found[1] ?? '', found[2] ?? '', root) ? undefined : named(found[1] ?? '', root);
  return isDevice(spec) ? byPartition(root) : undefined;
}

function isOf(kind: string, value: string, { uuid, partuuid, label }: LaidVolume): boolean {
  switch (kind.toUpperCase()) {
    case 'UUID':
      return value.toLowerCase() === uuid.toLowerCase();
    case 'PARTUUID':
      return value.toLowerCase() === partuuid?.toLowerCase();
    case 'LABEL':
      return label !== '' && value === label;
    default:
      return false;
  }
}

/** In the kind that its initramfs understands already, where we have that. */
function named(kind: string, root: LaidVolume): string {
  return ['UUID', 'LABEL'].includes(kind.toUpperCase()) ? `UUID=${root.uuid}` : byPartition(root);
}

function byPartition({ partuuid, uuid }: LaidVolume): string {
  return partuuid === undefined ? `UUID=${uuid}` : `PARTUUID=${partuuid}`;
}

/** A node, or its number; not what is no drive: `/dev/nfs`, `/dev/ram0`. */
function isDevice(spec: string): boolean {
  return /^\/dev\/(?!nfs$|cifs$|ram\d*$|root$)[A-Za-z0-9/._+:-]+$/.test(spec) || /^(?:\d+:\d+|[0-9a-f]{3,4})$/.test(spec);
}
