import { fixedBootOf } from '../../shared/boot/fixed.ts';

/** What is booted and cannot be amended, because it is compiled or signed: whether it names a drive nevertheless. */

/** Of a file, from its beginning: what is looked for comes before a kernel, or behind the modules of a GRUB. */
export const FIXED_BOOT_HEAD = 2 * 1024 ** 2;

/** @returns filesystems and partitions as `root=` has them, such as `UUID=…` */
export function drivesNamedIn(name: string, bytes: Buffer): string[] {
  const found = fixedBootOf(name) === 'script' ? rootsIn(scriptIn(bytes)) : drivesOfProgram(bytes);
  return [...new Set(found)].slice(0, MOST);
}

const MOST = 4;

/** U-Boot's image of a script: a header of 64 bytes, the length of the one script in it, an end mark (include/image.h, `IH_TYPE_SCRIPT`). */
function scriptIn(bytes: Buffer): string {
  return bytes.length > 72 && bytes.readUInt32BE(0) === 0x27051956 && bytes[30] === 6 ? bytes.toString('latin1', 72) : '';
}

/** Where there are variables in them, these are told elsewhere. */
function rootsIn(text: string): string[] {
  const lines = text.split('\n').filter((line) => !/^\s*#/.test(line));
  const roots = lines.flatMap((line) => [...line.matchAll(/(?:^|[\s"'=])root=([!-~]{1,200}?)(?=[\s"';\0]|$)/g)].map(([, root = '']) => root));
  return roots.some((root) => /[$%{]/.test(root)) ? [] : roots;
}

/** What systemd-stub hands to the kernel, or what GRUB looks for before it reads anything else (grub-mkimage(1), `--config`). On FAT it has other ways to find it. */
function drivesOfProgram(bytes: Buffer): string[] {
  const parameters = sectionOf(bytes, '.cmdline');
  if (parameters) return rootsIn(parameters.toString('latin1'));
  const searched = bytes.toString('latin1').matchAll(/search\.fs_uuid ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\s/gi);
  return [...searched].map(([, uuid = '']) => `UUID=${uuid}`);
}

/** A section of a PE file ("PE Format": signature, file header, section table). */
function sectionOf(bytes: Buffer, name: string): Buffer | undefined {
  const at = bytes.length > 64 && bytes.toString('latin1', 0, 2) === 'MZ' ? bytes.readUInt32LE(60) : bytes.length;
  if (at + 24 > bytes.length || bytes.toString('latin1', at, at + 4) !== 'PE\0\0') return undefined;
  const table = at + 24 + bytes.readUInt16LE(at + 20);
  const count = Math.min(bytes.readUInt16LE(at + 6), Math.floor((bytes.length - table) / 40));
  for (let header = table; header < table + count * 40; header += 40) {
    const from = bytes.readUInt32LE(header + 20);
    if (bytes.toString('latin1', header, header + 8).replace(/\0+$/, '') === name) return bytes.subarray(from, from + bytes.readUInt32LE(header + 8));
  }
  return undefined;
}
