import type { LaidVolume } from './laid.ts';

/**
 * The value of `root=` (kernel-parameters, "root="; init/do_mounts.c), and others that name a filesystem: what a system on another drive had there, and what it is here.
 * A kernel by itself knows partitions only; not every initramfs does, but all of them know filesystems.
 */

/** @param hasInitramfs an initramfs reads it, as far as is known @returns undefined where it stays: it is right, or names nothing that lies on a drive */
export function rootSpec(spec: string, volume: LaidVolume, hasInitramfs: boolean): string | undefined {
  // Variables are told elsewhere.
  if (/[$%{]/.test(spec)) return undefined;
  const found = /^(UUID|PARTUUID|LABEL|PARTLABEL)=(.+)$/i.exec(spec) ?? /^\/dev\/disk\/by-(uuid|partuuid|label|partlabel|id|path)\/(.+)$/.exec(spec);
  if (found) return isOf(found[1] ?? '', found[2] ?? '', volume) ? undefined : named(found[1] ?? '', volume);
  if (!isDevice(spec)) return undefined;
  return hasInitramfs ? `UUID=${volume.uuid}` : byPartition(volume);
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
function named(kind: string, volume: LaidVolume): string {
  return ['UUID', 'LABEL'].includes(kind.toUpperCase()) ? `UUID=${volume.uuid}` : byPartition(volume);
}

function byPartition({ partuuid, uuid }: LaidVolume): string {
  return partuuid === undefined ? `UUID=${uuid}` : `PARTUUID=${partuuid}`;
}

/** A node, or its number; not what is no drive: `/dev/nfs`, `/dev/ram0`. */
function isDevice(spec: string): boolean {
  return /^\/dev\/(?!nfs$|cifs$|ram\d*$|root$)[A-Za-z0-9/._+:-]+$/.test(spec) || /^(?:\d+:\d+|[0-9a-f]{3,4})$/.test(spec);
}
