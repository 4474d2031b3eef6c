import { closeSync, constants, existsSync, openSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { run, runStep } from '../../run/run.ts';
import type { Scope } from '../../run/scope.ts';
import { ATTEMPTS, PAUSE_MS } from './hold.ts';
import { numberOfNode } from './sysfs.ts';

export interface LoopRequest {
  readonly file: string;
  readonly readOnly?: boolean;
  /** Logical sectors, in bytes; those of the drive that the file stands for. */
  readonly sectorSize?: number;
  /** Read and write the file past the page cache, where its filesystem can; then writes are real when they are done. */
  readonly directIo?: boolean;
}

/**
 * Attaches a file as a loop device. It is detached at once while we hold it open: the kernel then frees it by itself
 * with its last user (loop(4), `LO_FLAGS_AUTOCLEAR`), even if we are killed; and with it its partitions (`LO_FLAGS_PARTSCAN`).
 */
export async function attachLoop({ file, readOnly, sectorSize = 512, directIo }: LoopRequest, scope: Scope): Promise<string> {
  const args = ['--find', '--show', '--nooverlap', '--partscan', '--sector-size', String(sectorSize), ...(readOnly ? ['--read-only'] : []), '--', file];
  const device = (await runStep(`Attaching ${file}`, { tool: 'losetup', args })).stdout.toString().trim();
  const fd = openSync(device, constants.O_RDONLY);
  const number = numberOfNode(device);
  scope.defer(`detaching ${device}`, async () => {
    closeSync(fd);
    await detached(number);
  });
  await runStep(`Marking ${device}`, { tool: 'losetup', args: ['--detach', device] });
  if (directIo) await run({ tool: 'losetup', args: ['--direct-io=on', device] });
  return device;
}

/** Whoever only looks at it keeps it for a moment; whoever keeps it longer has it without us, and harms nothing that we have made. */
async function detached(number: string): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS && existsSync(`/sys/dev/block/${number}/loop`); attempt += 1) await delay(PAUSE_MS);
}
