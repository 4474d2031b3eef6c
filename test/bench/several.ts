import type { Scope } from '../../electron/run/scope.ts';
import { bytesWritten } from '../../electron/engine/disk/sysfs.ts';
import { startCli } from '../lab/cli.ts';
import { barError, type Tick } from './bar.ts';
import { warm } from './contest.ts';
import { clear, type Device, makeDevice, MEDIA, slowed } from './device.ts';
import type { InputName, Inputs } from './inputs.ts';
import { measure } from './measure.ts';

/** Four drives of 20 MB/s at once, and one alone: seconds of whole commands, by round; and the error of each lane's bar, in points. */
export interface Several {
  readonly archive: Pair;
  readonly image: Pair;
  readonly bars: number[];
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
  const bars: number[] = [];
  const pairOf = async (input: InputName): Promise<Pair> => {
    const pair: Pair = { four: [], one: [] };
    for (let round = 0; round < rounds; round += 1) {
      pair.one.push((await flash(input, devices.slice(0, 1), place)).seconds);
      const { seconds, errors } = await flash(input, devices, place);
      pair.four.push(seconds);
      bars.push(...errors);
    }
    return pair;
  };
  return { archive: await pairOf('part.tar'), image: await pairOf('part.img.zst'), bars };
}

interface Flashed {
  readonly seconds: number;
  /** Of each lane. */
  readonly errors: readonly number[];
}

async function flash(input: InputName, devices: readonly Device[], { inputs, signal }: Place): Promise<Flashed> {
  const source = await inputs(input);
  await warm(source, signal);
  for (const device of devices) await clear(device);
  const slowly = devices.reduce<() => Promise<readonly number[]>>(
    (action, device) => () => slowed(MEDIA.slow, device, action),
    () => watched(source, devices, signal),
  );
  const { cost, result } = await measure(slowly);
  return { seconds: cost.seconds, errors: result };
}

/** @returns the error of each lane's bar */
async function watched(source: string, devices: readonly Device[], signal: AbortSignal): Promise<readonly number[]> {
  const lanes = new Map(devices.map(({ path, number }) => [path, { number, before: bytesWritten(number), ticks: [] as Tick[] }]));
  const run = startCli(['flash', source, ...lanes.keys(), '--yes', '--verify', 'none', '--json']);
  const stop = (): void => void run.child.kill('SIGTERM');
  signal.addEventListener('abort', stop, { once: true });
  void run
    .event((event) => {
      const lane = 'target' in event ? lanes.get(event.target) : undefined;
      if (lane && event.type === 'progress')
        lane.ticks.push({ at: event.elapsed, fraction: event.fraction, written: bytesWritten(lane.number) - lane.before, eta: event.eta });
      return false;
    })
    .catch(() => {});
  const { code, stderr } = await run.done;
  signal.removeEventListener('abort', stop);
  signal.throwIfAborted();
  if (code !== 0) throw new Error(`Tarstrap ended with ${code}: ${stderr}`);
  return [...lanes.values()].map(({ ticks }) => barError(ticks));
}
