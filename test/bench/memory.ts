import { mkdtempSync, rmSync } from 'node:fs';
import { memoryFolder } from '../../electron/engine/disk/room.ts';
import { bytesAvailable } from '../../electron/engine/disk/sysfs.ts';
import { Scope } from '../../electron/run/scope.ts';
import { finish } from './measure.ts';

const MiB = 1024 ** 2;

/**
 * Fills that much memory and lets go of it. The host of a virtual machine takes back what is free for some seconds
 * (Documentation/mm/free_page_reporting.rst), and the first to use it again waits for that: half a gigabyte a second
 * where this was written, five times as much when it was used just before. Whose turn it is must make no difference.
 */
export async function wakeMemory(bytes: number, signal: AbortSignal): Promise<void> {
  if (bytes === 0) return;
  const pieces = Math.ceil(Math.min(bytes, bytesAvailable() / 2) / MiB);
  await using scope = new Scope();
  const folder = mkdtempSync('/run/tarstrap-bench-');
  scope.defer('removing a folder', () => rmSync(folder, { recursive: true }));
  const at = await memoryFolder({ at: `${folder}/memory`, bytes: (pieces + 1) * MiB }, scope);
  await finish(['dd', 'if=/dev/zero', `of=${at}/zeros`, 'bs=1M', `count=${pieces}`, 'status=none'], signal);
}
