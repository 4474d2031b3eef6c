import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { make, workshop } from '../archive/workshop.ts';

/** Disk images made by the programs that others make them with, on plain files. */
export interface ImageWorkshop {
  readonly path: (name: string) => string;
  readonly run: (tool: string, args: readonly string[], output?: string) => Buffer;
  /** A new file, all holes. */
  readonly blank: (name: string, size: number) => void;
  /** Overwrites some of a file. */
  readonly patch: (name: string, offset: number, bytes: Buffer | string) => void;
  /** A new image with a table. @param script for sfdisk */
  readonly disk: (name: string, size: number, script: readonly string[]) => void;
  /** Makes a filesystem, and puts it into an image. */
  readonly filesystem: (name: string, offset: number, size: number, mkfs: readonly [string, ...string[]]) => void;
}

export const MiB = 1024 ** 2;

export function imageWorkshop(): ImageWorkshop {
  const folder = workshop();
  const path = (name: string): string => join(folder, name);
  const run: ImageWorkshop['run'] = (tool, args, output) => make(folder, tool, args, output);
  const open = (name: string, flags: string, work: (fd: number) => void): void => {
    const fd = openSync(path(name), flags);
    work(fd);
    closeSync(fd);
  };
  const blank: ImageWorkshop['blank'] = (name, size) => open(name, 'w', (fd) => ftruncateSync(fd, size));
  const patch: ImageWorkshop['patch'] = (name, offset, bytes) =>
    open(name, 'r+', (fd) => void writeSync(fd, Buffer.from(bytes as string, 'latin1'), 0, null, offset));
  const disk: ImageWorkshop['disk'] = (name, size, script) => {
    blank(name, size);
    run('sh', ['-c', `printf '%s\\n' "$@" | sfdisk -q ${name}`, 'sh', ...script]);
  };
  const filesystem: ImageWorkshop['filesystem'] = (name, offset, size, [tool, ...args]) => {
    blank('filesystem', size);
    run(tool, [...args, 'filesystem']);
    patch(name, offset, readFileSync(path('filesystem')));
  };
  return { path, run, blank, patch, disk, filesystem };
}
