import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { tarHeader } from './tarHeader.ts';

const MiB = 1024 ** 2;

/**
 * A root filesystem tarball that is as large and as full as one asks for and takes next to no room on the disk of this
 * machine: the contents of its few large files are holes, which tar reads like any other zeros.
 */
export function makeBigArchive(folder: string, { entries, bytes }: { readonly entries: number; readonly bytes: number }): string {
  const path = join(folder, `big-${entries}.tar`);
  const fd = openSync(path, 'w');
  const folders = ['etc/', 'usr/', 'usr/bin/', 'usr/lib/', 'usr/share/'].map((name) => tarHeader({ name, type: '5' }));
  const large = 40;
  const small = Array.from({ length: entries - folders.length - large }, (_, i) => tarHeader({ name: `usr/share/file-${i}` }));
  const head = Buffer.concat([...folders, ...small]);
  writeSync(fd, head, 0, head.length, 0);
  const size = Math.floor(bytes / large / MiB) * MiB;
  let end = head.length;
  for (let i = 0; i < large; i += 1) {
    writeSync(fd, tarHeader({ name: `usr/lib/large-${i}`, size }), 0, 512, end);
    end += 512 + size;
  }
  ftruncateSync(fd, end + 1024);
  closeSync(fd);
  return path;
}
