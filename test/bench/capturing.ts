import { mkdtempSync, readFileSync, rmdirSync, rmSync, statfsSync } from 'node:fs';
import type { Scope } from '../../electron/run/scope.ts';
import { startCli } from '../lab/cli.ts';
import { barError, type Tick } from './bar.ts';
import { clear, type Device, makeDevice, MEDIA, slowed } from './device.ts';
import type { Inputs } from './inputs.ts';
import { finish, measure } from './measure.ts';

/** The way back, from a cold device: seconds of whole commands, by round. */
export interface Capturing {
  readonly zstd: Pair;
  readonly gzip: Pair;
  /** From a source of 20 MB/s, which can give its used bytes no faster. */
  readonly slow: Pair;
  /** Of the bar of these, in points. */
  readonly bars: number[];
}

interface Pair {
  readonly ours: number[];
  readonly theirs: number[];
}

interface Place {
  readonly folder: string;
  readonly inputs: Inputs;
  readonly scope: Scope;
  readonly signal: AbortSignal;
}

const BYTES = 2 * 1024 ** 3;

const PACK = 'tar --xattrs --acls --numeric-owner -cf - . | zstd -q -f -T0 -3 -o "$3"';
const PACK_GZIP = 'tar -czf "$3" .';

export async function costOfCapturing(rounds: number, place: Place): Promise<Capturing> {
  const { folder, scope, signal } = place;
  const device = await makeDevice(folder, BYTES, scope, signal);
  const usedBytes = await fill(device, await place.inputs('rootfs.tar'), signal);
  const cost: Capturing = { zstd: pair(), gzip: pair(), slow: pair(), bars: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const [into, ending, script] of [
      [cost.zstd, 'tar.zst', PACK],
      [cost.gzip, 'tar.gz', PACK_GZIP],
    ] as const) {
      into.theirs.push(await byHand(device, `${folder}/captured.${ending}`, script, signal));
      into.ours.push((await byUs(device, `${folder}/captured.${ending}`, signal)).seconds);
    }
  }
  const slowly = await slowed(MEDIA.slow, device, () => byUs(device, `${folder}/captured.tar.zst`, signal));
  cost.slow.ours.push(slowly.seconds);
  cost.slow.theirs.push(usedBytes / 20e6);
  cost.bars.push(slowly.bar);
  return cost;
}

const pair = (): Pair => ({ ours: [], theirs: [] });

const FILL = `
mkfs.ext4 -q -F "$1"
mount "$1" "$2"
tar -xpf "$3" -C "$2"
`;

/** @returns used bytes */
async function fill(device: Device, archive: string, signal: AbortSignal): Promise<number> {
  await clear(device);
  const at = mkdtempSync('/run/tarstrap-bench-');
  try {
    await finish(['sh', '-euc', FILL, 'sh', device.path, at, archive], signal);
    const { blocks, bfree, bsize } = statfsSync(at);
    await finish(['umount', at], signal);
    return (blocks - bfree) * bsize;
  } finally {
    rmdirSync(at);
  }
}

const BY_HAND = (script: string): string => `
mount -o ro,noload "$1" "$2"
cd "$2"
${script}
sync "$3"
cd /
umount "$2"
`;

async function byHand(device: Device, archive: string, script: string, signal: AbortSignal): Promise<number> {
  await chill(device, archive, signal);
  const at = mkdtempSync('/run/tarstrap-bench-');
  try {
    const { cost } = await measure(() =>
      finish(['unshare', '--mount', '--propagation', 'private', 'sh', '-euc', BY_HAND(script), 'sh', device.path, at, archive], signal),
    );
    return cost.seconds;
  } finally {
    rmdirSync(at);
  }
}

async function byUs(device: Device, archive: string, signal: AbortSignal): Promise<{ seconds: number; bar: number }> {
  await chill(device, archive, signal);
  const before = bytesRead(device);
  const began = performance.now();
  const run = startCli(['capture', device.path, archive, '--json']);
  const ticks: Tick[] = [];
  void run
    .event((event) => {
      // By its own clock, which runs since the job was asked for.
      if (event.type === 'progress') ticks.push({ at: event.elapsed, fraction: event.fraction, written: bytesRead(device) - before, eta: event.eta });
      return false;
    })
    .catch(() => {});
  const { code, stderr } = await run.done;
  signal.throwIfAborted();
  if (code !== 0) throw new Error(`Tarstrap ended with ${code}: ${stderr}`);
  return { seconds: (performance.now() - began) / 1000, bar: barError(ticks) };
}

/** Nothing of the source is in memory, and no archive is there. */
async function chill({ path }: Device, archive: string, signal: AbortSignal): Promise<void> {
  for (const file of [archive, `${archive}.layout.json`]) rmSync(file, { force: true });
  await finish(['sync'], signal);
  await finish(['blockdev', '--flushbufs', path], signal);
}

/** Since the device appeared: the third field of `stat`, in sectors of 512 bytes. */
function bytesRead({ number }: Device): number {
  return Number(readFileSync(`/sys/dev/block/${number}/stat`, 'latin1').trim().split(/\s+/)[2]) * 512;
}
