import { mkdtempSync, rmdirSync } from 'node:fs';
import { finish } from './measure.ts';

/**
 * What people use today: a new ext4 on the whole device, the archive unpacked, flushed, unmounted. All of them do the
 * same but for who unpacks. The script is constant, its words come as arguments; its mounts are its own and vanish with it.
 */
export interface Unpacker {
  readonly name: string;
  /** The command line that unpacks. `ARCHIVE` and `INTO` are put in. */
  readonly unpack: readonly string[];
  /** The same for what compares the archive with a device that was taken away and put in again. */
  readonly compare?: readonly string[];
}

/** What people write disk images with. */
export interface Writer {
  readonly name: string;
  /** The command line that writes and flushes. `ARCHIVE` and `DEVICE` are put in. */
  readonly write: readonly string[];
}

export type Peer = Unpacker | Writer;

const SOURCES = new URL('../../test/bench/peers', import.meta.url).pathname;

export const BY_HAND: Unpacker = { name: 'by hand', unpack: ['tar', '-xpf', 'ARCHIVE', '-C', 'INTO'] };

export const BY_HAND_COMPARED: Unpacker = { ...BY_HAND, name: 'by hand, compared', compare: ['tar', '-df', 'ARCHIVE', '-C', 'INTO'] };

/** tar 1.34 does not know lz4 by itself. */
export const BY_HAND_LZ4: Peer = { name: 'by hand', unpack: ['tar', '-I', 'lz4', '-xpf', 'ARCHIVE', '-C', 'INTO'] };

export const OTHERS: readonly Peer[] = [
  { name: 'signal script', unpack: ['python3', `${SOURCES}/asking.py`, 'ARCHIVE', 'INTO'] },
  { name: 'bsdtar', unpack: ['bsdtar', '-xpf', 'ARCHIVE', '-C', 'INTO'] },
  { name: 'python tarfile', unpack: ['python3', `${SOURCES}/unpack.py`, 'ARCHIVE', 'INTO'] },
  { name: 'node tar', unpack: [process.execPath, new URL('nodeTar.js', import.meta.url).pathname, 'ARCHIVE', 'INTO'] },
  { name: 'pv | tar', unpack: ['sh', '-c', 'pv --force "$1" | tar -xpf - -C "$2"', 'sh', 'ARCHIVE', 'INTO'] },
];

export const DD: Writer = { name: 'by hand', write: ['dd', 'if=ARCHIVE', 'of=DEVICE', 'bs=4M', 'oflag=direct', 'conv=fsync', 'status=none'] };

/** Out of the program that everybody has for it. */
export function piped(unpack: string): Writer {
  const line = `${unpack} "$1" | dd "of=$2" bs=4M oflag=direct conv=fsync status=none`;
  return { name: 'by hand', write: ['sh', '-c', line, 'sh', 'ARCHIVE', 'DEVICE'] };
}

export const BMAPTOOL: Writer = { name: 'by hand', write: ['bmaptool', '--quiet', 'copy', 'ARCHIVE', 'DEVICE'] };

const SCRIPT = `
device=$1; into=$2; shift 2
mkfs.ext4 -q -F "$device"
mount "$device" "$into"
"$@"
sync -f "$into"
umount "$into"
`;

const COMPARE = `
device=$1; into=$2; shift 2
blockdev --flushbufs "$device"
mount -o ro "$device" "$into"
"$@"
umount "$into"
`;

export interface Laying {
  readonly archive: string;
  readonly device: string;
  readonly wrapper: readonly string[];
  readonly signal: AbortSignal;
}

export async function layByPeer(peer: Peer, laying: Laying): Promise<void> {
  await ('write' in peer ? writeBy(peer, laying) : unpackBy(peer, laying));
}

function writeBy({ write }: Writer, { archive, device, wrapper, signal }: Laying): Promise<void> {
  const words = write.map((word) => word.replace('ARCHIVE', archive).replace('DEVICE', device));
  return finish([...wrapper, ...words] as [string, ...string[]], signal);
}

async function unpackBy({ unpack, compare }: Unpacker, { archive, device, wrapper, signal }: Laying): Promise<void> {
  const into = mkdtempSync('/run/tarstrap-bench-');
  const run = (script: string, command: readonly string[]): Promise<void> => {
    const words = command.map((word) => ({ ARCHIVE: archive, INTO: into })[word] ?? word);
    return finish(['unshare', '--mount', '--propagation', 'private', ...wrapper, 'sh', '-euc', script, 'sh', device, into, ...words], signal);
  };
  try {
    await run(SCRIPT, unpack);
    if (compare) await run(COMPARE, compare);
  } finally {
    rmdirSync(into);
  }
}
