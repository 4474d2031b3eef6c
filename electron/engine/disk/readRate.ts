import { MiB } from '../../../shared/plan/sizes.ts';
import { run } from '../../run/run.ts';
import { rateOf } from './probe.ts';

/** A drive that reads this much a second is looked at for longer: a short look at it tells of its cache. */
const FAST = 50e6;

/**
 * How fast a drive is read in large pieces past the page cache, by a short look into its middle: some hundredths of a second.
 * @returns bytes a second; undefined where that cannot be told
 */
export async function readRate(device: string, size: number, signal: AbortSignal): Promise<number | undefined> {
  const read = async (count: number): Promise<number | undefined> => {
    const skip = Math.floor(size / BLOCK / 2);
    const args = [`if=${device}`, 'of=/dev/null', `bs=${BLOCK}`, `skip=${skip}`, `count=${count}`, 'iflag=direct'];
    const { exitCode, stderr } = await run({ tool: 'dd', args, tied: true, signal });
    return exitCode === 0 ? rateOf(stderr) : undefined;
  };
  const rate = await read(4);
  return rate !== undefined && rate > FAST ? read(32) : rate;
}

const BLOCK = MiB / 4;
