import { resolve } from 'node:path';
import { unescapeOctal } from './mountinfo.ts';

/** What the settings of a machine want to be mounted, or swapped on: by itself, on demand or by hand is all the same. */
export interface Wish {
  /** A device node, or a tag: `UUID=…`, `PARTLABEL="…"`. */
  readonly source: string;
  /** Undefined for swap. */
  readonly at: string | undefined;
}

/** `UUID=6054-01B5 /boot/efi vfat umask=0077 0 1` (fstab(5)); white space inside of a field is octal, as the kernel writes it. */
export function parseFstab(text: string): Wish[] {
  return text.split('\n').flatMap((line) => {
    const [source = '', at, filesystem] = line
      .trim()
      .split(/[ \t]+/)
      .map(unescapeOctal);
    if (source.startsWith('#') || at === undefined) return [];
    return { source, at: filesystem === 'swap' ? undefined : place(at) };
  });
}

/** `What=/dev/disk/by-label/boot`, `Where=/boot` of a mount unit (systemd.mount(5)), and `What=` alone of a swap unit. */
export function parseUnit(text: string): Wish[] {
  const source = last(text.matchAll(/^What[ \t]*=(.*)$/gm));
  const at = last(text.matchAll(/^Where[ \t]*=(.*)$/gm));
  return source ? [{ source, at: at && place(at) }] : [];
}

/** systemd heeds the last of several. */
function last(assignments: Iterable<RegExpExecArray>): string | undefined {
  return [...assignments].at(-1)?.[1]?.trim();
}

/** As mountinfo has it, without slashes that mean nothing. */
function place(at: string): string {
  return resolve('/', at);
}
