import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A small root filesystem with such files of its own, by their sizes or as they are: what a board boots from. */
export function makeBoard(folder: string, files: Readonly<Record<string, number | Buffer>>): string {
  const place = mkdtempSync(join(folder, 'board-'));
  const tree = join(place, 'tree');
  for (const name of ['etc', 'usr/bin', 'usr/lib', 'boot']) mkdirSync(join(tree, name), { recursive: true });
  for (const name of ['usr/bin/sh', 'usr/lib/libc.so.6']) writeFileSync(join(tree, name), '', { mode: 0o755 });
  for (const [name, file] of Object.entries(files)) {
    mkdirSync(join(tree, dirname(name)), { recursive: true });
    writeFileSync(join(tree, name), typeof file === 'number' ? Buffer.alloc(file, name) : file);
  }
  const archive = join(place, 'board.tar');
  execFileSync('tar', ['-C', tree, '--numeric-owner', '--owner=0', '--group=0', '-cf', archive, '.']);
  return archive;
}
