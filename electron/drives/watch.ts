import { setTimeout as delay } from 'node:timers/promises';
import { lines } from '../run/lines.ts';
import { start } from '../run/spawn.ts';
import { stopOnAbort } from '../run/stop.ts';

/** From an event to the look at what it brought: nodes and partitions follow a moment later. */
const SETTLE_MS = 200;

/**
 * Yields whenever block devices have come, gone or changed: events of the kernel, which come without udevd as well
 * (`udevadm monitor`). Ends with the signal.
 */
export async function* blockEvents(signal: AbortSignal): AsyncGenerator<void> {
  const monitor = await start({ tool: 'udevadm', args: ['monitor', '--kernel', '--subsystem-match=block'], stdout: 'pipe', tied: true });
  monitor.stderr.resume();
  using _ = stopOnAbort(monitor, signal);
  for await (const line of lines(monitor.stdout as NonNullable<typeof monitor.stdout>)) {
    if (!line.startsWith('KERNEL[')) continue;
    await delay(SETTLE_MS);
    yield;
  }
}
