import { MiB } from '../../../shared/plan/sizes.ts';
import { run } from '../../run/run.ts';
import { rateOf } from './probe.ts';

/** A drive that reads this much a second is looked at for longer: a short look at it tells of its cache. */
const FAST = 50e6;
const LOOK_S = 0.06;

/**
 * How fast a drive is read in large pieces past the page cache, by a short look into its middle: some hundredths of a second.
 * @returns bytes a second; undefined where that cannot be told
 */
export async function readRate(device: string, size: number, signal: AbortSignal): Promise<number | undefined> {
  const blocks = Math.floor(size / MiB);
  const skip = Math.floor(blocks / 2);
  const read = async (count: number): Promise<number | undefined> => {
    const args = [`if=${device}`, 'of=/dev/null', 'bs=1M', `skip=${skip}`, `count=${Math.min(count, blocks - skip)}`, 'iflag=direct'];
    const { exitCode, stderr } = await run({ tool: 'dd', args, tied: true, signal });
    return exitCode === 0 ? rateOf(stderr) : undefined;
  };
  const rate = await read(1);
  return rate !== undefined && rate > FAST ? read(Math.ceil((rate * LOOK_S) / MiB)) : rate;
}
