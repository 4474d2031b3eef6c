import type { BootKind } from './kind.ts';
import type { LaidSystem } from './laid.ts';
import { amendParameters } from './parameters.ts';
import { amendPath, mapPaths, mountOf } from './paths.ts';
import { amendSearch } from './search.ts';
import { amendVariable } from './variables.ts';

/**
 * Boot configuration made to fit what was laid: line by line, so that a few lines tell what becomes of a file. What is right, and what we do not understand, stays to
 * the letter.
 */

export interface BootFile {
  /** Normalised, below the root. */
  readonly name: string;
  readonly kind: BootKind;
  /** It has the kernel load an initramfs. */
  readonly hasInitramfs: boolean;
}

/** @param lines all of it, or those that tell something (`lines.ts`) */
export function bootFileOf(name: string, kind: BootKind, lines: readonly string[]): BootFile {
  return { name, kind, hasInitramfs: lines.some((line) => /^\s*initrd|\sinitrd=/i.test(line)) };
}

/** Bytes of a file that is amended at all: what is typed by people or made by a tool has less. */
export const LARGEST_BOOT_FILE = 256 * 1024;

/** Looks into a tree that one file is worth. */
const MOST_LOOKS = 4096;

export function amendBoot(text: string, { name, kind }: Pick<BootFile, 'name' | 'kind'>, laid: LaidSystem): string {
  if (text.length > LARGEST_BOOT_FILE) return text;
  const lines = text.split('\n');
  const file = bootFileOf(name, kind, lines);
  let looks = 0;
  const has = (path: string): boolean => (looks += 1) <= MOST_LOOKS && laid.has(path);
  const amended = lines.map((line) => amendBootLine(line, file, { ...laid, has })).join('\n');
  return kind === 'grubenv' ? filledUp(amended, text) : amended;
}

/** GRUB takes it at one length only. Where it does not fit, it stays. */
function filledUp(amended: string, before: string): string {
  const content = amended.replace(/#+$/, '');
  return content.length > before.length ? before : content.padEnd(before.length, '#');
}

export function amendBootLine(line: string, { name, kind, hasInitramfs }: BootFile, laid: LaidSystem): string {
  // A comment, and in GRUB and U-Boot that is all that it can be.
  if (/^\s*[#;]/.test(line)) return line;
  const found = mapPaths(kind, line, (path) => amendPath(path, mountOf(kind, name, laid), laid));
  if (kind === 'grub' && !KERNEL_LINE.test(found)) return amendSearch(found, laid);
  return amendParameters(kind === 'variables' ? amendVariable(found, laid) : found, laid, hasInitramfs);
}

/** `root=` may also be GRUB's own variable: lines with parameters of a kernel, and where Fedora keeps them. */
const KERNEL_LINE = /(?:^|[{;])\s*(?:linux(?:16|efi)?\s|options\s|set\s+(?:default_)?kernelopts=)/;
