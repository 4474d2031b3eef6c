import { existsSync } from 'node:fs';
import { TarstrapError } from '../../../shared/errors.ts';
import type { Filesystem } from '../../../shared/layout.ts';
import { locateTool } from '../../run/tools.ts';
import { run } from '../../run/run.ts';
import { kernelKnows } from './sysfs.ts';

/**
 * Whether the kernel can mount a filesystem: built in, loaded, or loadable by modprobe(8).
 * @throws TarstrapError `kernel-missing`; to be asked before anything is wiped
 */
export async function requireFilesystem(filesystem: Filesystem): Promise<void> {
  if (kernelKnows(filesystem)) return;
  if (locateTool('modprobe')) await run({ tool: 'modprobe', args: ['-q', filesystem] });
  if (!kernelKnows(filesystem)) throw new TarstrapError('kernel-missing', { filesystem });
}

/**
 * The loop driver is a module on many machines, and nothing loads it by itself; a static /dev, of a container or a chroot, may lack its nodes.
 * @throws TarstrapError `no-loop-devices`, `surroundings-lack`
 */
export async function requireLoopDevices(): Promise<void> {
  if (!existsSync(DRIVER) && locateTool('modprobe')) await run({ tool: 'modprobe', args: ['-q', 'loop'] });
  if (!existsSync(DRIVER)) throw new TarstrapError('no-loop-devices');
  requireNode('/dev/loop-control', 'c 10 237');
  const free = (await run({ tool: 'losetup', args: ['--find'] })).stdout.toString().trim();
  const number = /^\/dev\/loop(\d+)$/.exec(free)?.[1];
  if (number !== undefined) requireNode(free, `b 7 ${number}`);
}

/** There where it is built in, too (loop(4)). */
const DRIVER = '/sys/devices/virtual/misc/loop-control';

function requireNode(path: string, device: string): void {
  if (!existsSync(path)) throw new TarstrapError('surroundings-lack', { path, lacking: 'is missing here', command: `mknod -m 660 ${path} ${device}` });
}
