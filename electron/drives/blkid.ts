import { run } from '../run/run.ts';

/**
 * The filesystem on a device, by looking at it (`blkid -p`): what lsblk shows comes from udev, which may not be there.
 * Needs the right to read the device; without it nothing is known.
 */
export async function probeFilesystem(path: string): Promise<string | undefined> {
  const { stdout } = await run({ tool: 'blkid', args: ['--probe', '--output', 'export', path] });
  return /^TYPE=(.+)$/m.exec(stdout.toString('latin1'))?.[1];
}
