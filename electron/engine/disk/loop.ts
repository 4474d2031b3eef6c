import { closeSync, constants, openSync } from 'node:fs';
import { run, runStep } from '../../run/run.ts';
import type { Scope } from '../../run/scope.ts';
import { forgetPartitions } from './table.ts';

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
 * with its last user (loop(4), `LO_FLAGS_AUTOCLEAR`), even if we are killed.
 */
export async function attachLoop({ file, readOnly, sectorSize = 512, directIo }: LoopRequest, scope: Scope): Promise<string> {
  const args = ['--find', '--show', '--nooverlap', '--sector-size', String(sectorSize), ...(readOnly ? ['--read-only'] : []), '--', file];
  const device = (await runStep(`Attaching ${file}`, { tool: 'losetup', args })).stdout.toString().trim();
  const fd = openSync(device, constants.O_RDONLY);
  scope.defer(`detaching ${device}`, async () => {
    try {
      await forgetPartitions(device);
    } finally {
      closeSync(fd);
    }
  });
  await runStep(`Marking ${device}`, { tool: 'losetup', args: ['--detach', device] });
  if (directIo) await run({ tool: 'losetup', args: ['--direct-io=on', device] });
  return device;
}
