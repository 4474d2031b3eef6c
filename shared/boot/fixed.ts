import { LONGEST_LOADER_NAME } from '../bootFacts.ts';
import { ANY_BOOT_FOLDER as ANY } from './folders.ts';

/** What is booted and cannot be amended, because it is compiled or signed. */

const SCRIPT = new RegExp(`^${ANY}/boot\\.scr(?:\\.uimg)?$`);
/** Those that UEFI starts by itself, and unified kernel images. */
const PROGRAM = new RegExp(`^${ANY}/EFI/(?:BOOT|Linux)/[A-Za-z0-9._+-]+\\.efi$`, 'i');

/** @param name normalised, below the root. @returns undefined for any other file */
export function fixedBootOf(name: string): 'script' | 'program' | undefined {
  if (name.length > LONGEST_LOADER_NAME) return undefined;
  if (SCRIPT.test(name)) return 'script';
  return PROGRAM.test(name) ? 'program' : undefined;
}
