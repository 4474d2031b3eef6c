import { TarstrapError } from '../../shared/errors.ts';
import { visible } from '../../shared/visible.ts';
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
  return { ...(filesystem ? { filesystem } : {}), ...(label ? { label: visible(unescapeHex(label)) } : {}) };
}

export function unescapeHex(text: string): string {
  const bytes = Buffer.from(text, 'utf8').toString('latin1');
  const raw = bytes.replaceAll(/\\x([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
  return Buffer.from(raw, 'latin1').toString('utf8');
}

/** A hard disk that sleeps answers within ten seconds, a drive that hangs never. */
const PATIENCE_MS = 10_000;

/**
 * Looks at the device itself (`blkid --probe`): what lsblk shows comes from udev, which may not be there. Without the
 * right to read the device, where it does not answer, or where two filesystems claim it (exit code 8), nothing is known.
 */
export async function probeFilesystem(path: string): Promise<Filesystem> {
  return parseBlkid(await probe(path));
}

async function probe(path: string): Promise<string> {
  try {
    const { stdout } = await run({ tool: 'blkid', args: ['--probe', '--output', 'udev', path], patienceMs: PATIENCE_MS });
    return stdout.toString('utf8');
  } catch (cause) {
    if (cause instanceof TarstrapError && cause.code === 'tool-hangs') return '';
    throw cause;
  }
}

/** What a filesystem and the partition that it lies in are called by, without those that are not there. */
export type Tags = { readonly [Name in keyof typeof TAGS]?: string };

const TAGS = {
  uuid: 'ID_FS_UUID_ENC',
  label: 'ID_FS_LABEL_ENC',
  partUuid: 'ID_PART_ENTRY_UUID',
  partLabel: 'ID_PART_ENTRY_NAME',
  partType: 'ID_PART_ENTRY_TYPE',
} as const;

/** `ID_PART_ENTRY_TYPE=0xef`, `ID_PART_ENTRY_NAME=EFI\x20system`: what udev would have told. */
export function parseTags(text: string): Tags {
  const words = new Map(text.split('\n').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
  const values = Object.entries(TAGS).map(([name, word]) => [name, unescapeHex(words.get(word) ?? '').trim()]);
  return Object.fromEntries(values.filter(([, value]) => value));
}

/** Without the right to read the device, or where it does not answer, there are none. */
export async function probeTags(path: string): Promise<Tags> {
  return parseTags(await probe(path));
}
