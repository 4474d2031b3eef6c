import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { TarstrapError } from '../../../shared/errors.ts';
import { run, runStep } from '../../run/run.ts';

/**
 * syncfs(2) on one filesystem; never the global sync(2), which waits for every device of the machine and hides errors.
 * Since Linux 5.8 a lost write that nobody has been told of is told to the next who opens the filesystem and syncs it
 * (lib/errseq.c); in our private namespace that is us, so this is where write-back errors come to light.
 *
 * @throws TarstrapError `drive-io`
 */
export async function syncFilesystem(mountPoint: string, device: string): Promise<void> {
  const result = await run({ tool: 'sync', args: ['--file-system', mountPoint] });
  if (result.exitCode !== 0) throw new TarstrapError('drive-io', { path: device }, result.stderr.trim());
}

/** fsync(2) of a device, file or folder: what waits for it, and the volatile cache of the drive. @throws TarstrapError `drive-io` */
export async function syncPath(path: string): Promise<void> {
  try {
    // In the background: a slow device must not hold up the ticks of the bar.
    const file = await open(path, constants.O_RDONLY);
    try {
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw new TarstrapError('drive-io', { path }, String(cause), { cause });
  }
}

/** Writes back and drops the device's cached blocks (`BLKFLSBUF`), so that the next read comes from the medium. */
export async function dropDeviceCache(device: string): Promise<void> {
  await runStep(`Flushing ${device}`, { tool: 'blockdev', args: ['--flushbufs', device], on: device });
}

/** Drops the cached pages of a file (posix_fadvise(2), `DONTNEED`; dd(1), "nocache"). Only clean pages can be dropped. */
export async function dropFileCache(path: string): Promise<void> {
  await syncPath(path);
  await runStep(`Flushing ${path}`, { tool: 'dd', args: [`if=${path}`, 'iflag=nocache', 'count=0', 'status=none'] });
}
