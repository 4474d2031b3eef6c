import { mkdtempSync, rmdirSync } from 'node:fs';
import { finish } from './measure.ts';

/**
 * What people use today: a new ext4 on the whole device, the archive unpacked, flushed, unmounted. All of them do the
 * same but for who unpacks. The script is constant, its words come as arguments; its mounts are its own and vanish with it.
 */
export interface Peer {
  readonly name: string;
  /** The command line that unpacks. `ARCHIVE` and `INTO` are put in. */
  readonly unpack: readonly string[];
  /** The same for what compares the archive with a device that was taken away and put in again. */
  readonly compare?: readonly string[];
}

const SOURCES = new URL('../../test/bench/peers', import.meta.url).pathname;

export const BY_HAND: Peer = { name: 'by hand', unpack: ['tar', '-xpf', 'ARCHIVE', '-C', 'INTO'] };

export const BY_HAND_COMPARED: Peer = { ...BY_HAND, name: 'by hand, compared', compare: ['tar', '-df', 'ARCHIVE', '-C', 'INTO'] };

/** tar 1.34 does not know lz4 by itself. */
export const BY_HAND_LZ4: Peer = { name: 'by hand', unpack: ['tar', '-I', 'lz4', '-xpf', 'ARCHIVE', '-C', 'INTO'] };

export const OTHERS: readonly Peer[] = [
  { name: 'signal script', unpack: ['python3', `${SOURCES}/asking.py`, 'ARCHIVE', 'INTO'] },
  { name: 'bsdtar', unpack: ['bsdtar', '-xpf', 'ARCHIVE', '-C', 'INTO'] },
  { name: 'python tarfile', unpack: ['python3', `${SOURCES}/unpack.py`, 'ARCHIVE', 'INTO'] },
  { name: 'node tar', unpack: [process.execPath, new URL('nodeTar.js', import.meta.url).pathname, 'ARCHIVE', 'INTO'] },
  { name: 'pv | tar', unpack: ['sh', '-c', 'pv --force "$1" | tar -xpf - -C "$2"', 'sh', 'ARCHIVE', 'INTO'] },
];

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

export async function layByPeer({ unpack, compare }: Peer, { archive, device, wrapper, signal }: Laying): Promise<void> {
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
