import type { BootKind } from './kind.ts';

/** Those lines of a boot configuration that tell where something lies: by these a plan can say what becomes of them. */

const TELLING = /^\s*(?:append|options|linux|kernel|initrd|fdt|devicetree|search)|root|resume|uuid|rd\.(?:luks|lvm|md)/i;

/** Lines of one file, and characters of each. */
const MOST = { lines: 64, characters: 1000 };

/** Each once, in their order. */
export function tellingLines(text: string): string[] {
  const lines = new Set<string>();
  for (const line of text.split('\n')) {
    if (lines.size === MOST.lines) break;
    if (line.length <= MOST.characters && TELLING.test(line) && !/^\s*#/.test(line)) lines.add(line);
  }
  return [...lines];
}

/** A word that is a path, in lines that have one. */
const PATH = /^\s*(?:linux|kernel|initrd|fdt|devicetree)\w*\s+(?:\(\$root\))?(\/[^\s$'"]+)/i;

/** Paths of what is to be loaded, as they stand there. */
export function pathsIn(kind: BootKind, lines: readonly string[]): string[] {
  if (kind !== 'extlinux' && kind !== 'entry' && kind !== 'grub') return [];
  return lines.flatMap((line) => PATH.exec(line)?.[1] ?? []);
}
