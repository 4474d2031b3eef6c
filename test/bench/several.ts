import type { Scope } from '../../electron/run/scope.ts';
import { CLI } from '../lab/cli.ts';
import { warm } from './contest.ts';
import { clear, type Device, makeDevice, MEDIA, slowed } from './device.ts';
import type { InputName, Inputs } from './inputs.ts';
import { finish, measure } from './measure.ts';

/** Four drives of 20 MB/s at once, and one alone: seconds of whole commands, by round. */
export interface Several {
  readonly archive: Pair;
  readonly image: Pair;
}

interface Pair {
  readonly four: number[];
  readonly one: number[];
}

interface Place {
  readonly folder: string;
  readonly inputs: Inputs;
  readonly scope: Scope;
  readonly signal: AbortSignal;
}

const BYTES = 1200 * 1024 ** 2;

export async function costOfSeveral(rounds: number, place: Place): Promise<Several> {
  const { folder, scope, signal } = place;
  const devices: Device[] = [];
  for (let count = 0; count < 4; count += 1) devices.push(await makeDevice(folder, BYTES, scope, signal));
  const pairOf = async (input: InputName): Promise<Pair> => {
    const pair: Pair = { four: [], one: [] };
    for (let round = 0; round < rounds; round += 1) {
      pair.one.push(await flash(input, devices.slice(0, 1), place));
      pair.four.push(await flash(input, devices, place));
    }
    return pair;
  };
  return { archive: await pairOf('part.tar'), image: await pairOf('part.img.zst') };
}

async function flash(input: InputName, devices: readonly Device[], { inputs, signal }: Place): Promise<number> {
  const source = await inputs(input);
  await warm(source, signal);
  for (const device of devices) await clear(device);
  const command = [process.execPath, CLI, 'flash', source, ...devices.map(({ path }) => path), '--yes', '--verify', 'none'] as const;
  const slowly = devices.reduce<() => Promise<void>>(
    (action, device) => () => slowed(MEDIA.slow, device, action),
    () => finish([...command], signal),
  );
  const { cost } = await measure(slowly);
  return cost.seconds;
}
