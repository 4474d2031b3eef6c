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

/** The loop driver is a module on many machines, and nothing loads it by itself. @throws TarstrapError `kernel-missing` */
export async function requireLoopDevices(): Promise<void> {
  if (existsSync('/dev/loop-control')) return;
  if (locateTool('modprobe')) await run({ tool: 'modprobe', args: ['-q', 'loop'] });
  if (!existsSync('/dev/loop-control')) throw new TarstrapError('kernel-missing', { filesystem: 'loop devices' });
}
