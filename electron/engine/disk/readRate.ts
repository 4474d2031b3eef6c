import { MiB } from '../../../shared/plan/sizes.ts';
import { run } from '../../run/run.ts';
import { rateOf } from './probe.ts';

/** Each look is longer than the one before, and taken where that was quick: a short look at a fast drive tells of its cache. */
const LOOKS = [
  { mebibytes: 1, least: 0 },
  { mebibytes: 8, least: 50e6 },
  { mebibytes: 64, least: 400e6 },
];
/** A drive that was quick in the beginning only is not waited for. */
const PATIENCE_MS = 250;

/**
 * How fast a drive is read in large pieces past the page cache, by a short look into its middle: some hundredths of a second.
 * @returns bytes a second; undefined where that cannot be told
 */
export async function readRate(device: string, size: number, signal: AbortSignal): Promise<number | undefined> {
  const blocks = Math.floor(size / MiB);
  const skip = Math.floor(blocks / 2);
  let rate: number | undefined;
  for (const { mebibytes, least } of LOOKS) {
    if ((rate ?? 0) < least) return rate;
    const args = [`if=${device}`, 'of=/dev/null', 'bs=1M', `skip=${skip}`, `count=${Math.min(mebibytes, blocks - skip)}`, 'iflag=direct'];
    const found = await look(args, signal, least === 0 ? undefined : AbortSignal.timeout(PATIENCE_MS));
    if (found === undefined) return rate;
    rate = found;
  }
  return rate;
}

/** @returns undefined if it has failed, or taken too long and was ended */
async function look(args: readonly string[], signal: AbortSignal, over: AbortSignal | undefined): Promise<number | undefined> {
  try {
    const { exitCode, stderr } = await run({ tool: 'dd', args, tied: true, signal: over ? AbortSignal.any([signal, over]) : signal });
    return exitCode === 0 ? rateOf(stderr) : undefined;
  } catch (problem) {
    signal.throwIfAborted();
    if (over?.aborted) return undefined;
    throw problem;
  }
}
