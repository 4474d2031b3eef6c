import { chmodSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type WatchMode, watchDrives } from '../../../electron/drives/watch.ts';
import { Scope } from '../../../electron/run/scope.ts';
import { makeLoop, sh } from '../../lab/devices.ts';
import { makeFolder } from '../folder.ts';

let scope: Scope;
let folder: string;
let end: AbortController;
beforeEach(() => {
  scope = new Scope();
  const made = makeFolder();
  folder = made.path;
  scope.defer('the folder', () => made[Symbol.dispose]());
  end = new AbortController();
  scope.defer('the watch', () => end.abort());
});
afterEach(() => scope[Symbol.asyncDispose]());

/** A udevadm of our own. */
function udevadm(script: string): string {
  const path = `${folder}/udevadm`;
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

const HEAD = 'echo "monitor will print the received events for:"; echo "KERNEL - the kernel uevent"; echo';

async function first(count: number, tool?: string): Promise<WatchMode[]> {
  const modes: WatchMode[] = [];
  for await (const mode of watchDrives(end.signal, { pollMs: 50, ...(tool ? { udevadm: tool } : {}) })) {
    modes.push(mode);
    if (modes.length === count) end.abort();
  }
  return modes;
}

describe('watchDrives', () => {
  it('says that it listens, and tells of a drive within a second', async () => {
    const watch = watchDrives(end.signal);
    expect(await watch.next()).toEqual({ done: false, value: 'events' });
    const came = watch.next();
    const before = performance.now();
    const loop = makeLoop(folder, 1024 ** 2);
    scope.defer(loop.device, loop.detach);
    expect(await came).toEqual({ done: false, value: 'events' });
    expect(performance.now() - before).toBeLessThan(1000);
  });

  it.each([
    ['events', undefined],
    ['polling', '/no/such/udevadm'],
  ] as const)('has a look that failed made again, and only that (%s)', async (mode, tool) => {
    let looks = 0;
    const watch = watchDrives(end.signal, { pollMs: 50, hasFailed: () => looks < 3, ...(tool ? { udevadm: tool } : {}) });
    const before = performance.now();
    for (; looks < 3; looks += 1) expect(await watch.next()).toEqual({ done: false, value: mode });
    // After one second, then after two.
    expect(performance.now() - before).toBeGreaterThan(2900);
    const quiet = watch.next();
    expect(await Promise.race([quiet, delay(5000, 'nothing')])).toBe('nothing');
    end.abort();
    expect(await quiet).toEqual({ done: true, value: undefined });
  });

  it('ends with the signal, and leaves no process', async () => {
    expect(await first(1)).toEqual(['events']);
    await expect.poll(() => sh('ps', '--ppid', String(process.pid), '-o', 'args=')).not.toContain('udevadm');
  });

  it('tells of what udevd adds after the kernel', async () => {
    const tool = udevadm(`${HEAD}; sleep 0.5; echo "UDEV  [1.5] change /devices/x (block)"; exec sleep 60`);
    expect(await first(2, tool)).toEqual(['events', 'events']);
  });

  it.each([
    ['there is no udevadm', '/no/such/udevadm', ['polling']],
    ['udevadm refuses', 'echo no >&2; exit 1', ['polling']],
    ['udevadm ends later', `${HEAD}; sleep 0.3`, ['events', 'polling']],
  ])('polls when %s', async (_, script, expected) => {
    expect(await first(expected.length, script.startsWith('/') ? script : udevadm(script))).toEqual(expected);
  });

  it('finds what has changed by polling, and only that', async () => {
    const modes: WatchMode[] = [];
    const watching = (async (): Promise<void> => {
      for await (const mode of watchDrives(end.signal, { pollMs: 50, udevadm: '/no/such/udevadm' })) modes.push(mode);
    })();
    await delay(300);
    const quiet = modes.length;
    const loop = makeLoop(folder, 1024 ** 2);
    scope.defer(loop.device, loop.detach);
    await delay(300);
    expect(modes.length).toBeGreaterThan(quiet);
    end.abort();
    await watching;
    expect(new Set(modes)).toEqual(new Set(['polling']));
  });
});
