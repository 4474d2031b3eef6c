import { run } from '../run/run.ts';

/** What lies on a device, from looking at it. */
export interface Filesystem {
  /** blkid's word: ext4, vfat, crypto_LUKS, swap … */
  readonly filesystem?: string;
  readonly label?: string;
}

/**
 * `ID_FS_LABEL_ENC=my\x20disk`, `ID_FS_TYPE=ext4`. The `udev` form, because it alone can be read back: bytes that are
 * not safe are `\xNN`, where `export` makes `M-C^J` of them.
 */
export function parseBlkid(text: string): Filesystem {
  const filesystem = /^ID_FS_TYPE=(.+)$/m.exec(text)?.[1];
  const label = /^ID_FS_LABEL_ENC=(.+)$/m.exec(text)?.[1];
  return { ...(filesystem ? { filesystem } : {}), ...(label ? { label: unescapeHex(label) } : {}) };
}

function unescapeHex(text: string): string {
  const bytes = Buffer.from(text, 'utf8').toString('latin1');
  const raw = bytes.replaceAll(/\\x([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
  return Buffer.from(raw, 'latin1').toString('utf8');
}

/**
 * Looks at the device itself (`blkid --probe`): what lsblk shows comes from udev, which may not be there. Without the
 * right to read the device, or where two filesystems claim it (exit code 8), nothing is known.
 */
export async function probeFilesystem(path: string): Promise<Filesystem> {
  const { stdout } = await run({ tool: 'blkid', args: ['--probe', '--output', 'udev', path] });
  return parseBlkid(stdout.toString('utf8'));
}
