import { lstatSync, readdirSync } from 'node:fs';
import type { ArchiveFacts } from '../../../shared/facts.ts';
import { openTurns } from '../../run/turns.ts';
import type { Mismatches } from './mismatches.ts';

/** The quick look: are there as many members of each kind as the archive has, and as many bytes in files? */
export class Counts {
  files = 0;
  symlinks = 0;
  special = 0;
  bytes = 0;

  compare(expected: Counts, found: Mismatches): void {
    if (this.files !== expected.files) found.add('regular files', `${this.files} instead of ${expected.files}`);
    if (this.symlinks !== expected.symlinks) found.add('symlinks', `${this.symlinks} instead of ${expected.symlinks}`);
    if (this.special !== expected.special) found.add('device nodes and fifos', `${this.special} instead of ${expected.special}`);
    if (this.bytes !== expected.bytes) found.add('bytes in files', `${this.bytes} instead of ${expected.bytes}`);
  }
}

/** @param isAmended /etc/fstab is a file of its own, with the archive's contents over it, which are empty where the archive has none */
export function expectedCounts({ entries, contentBytes, fstab }: ArchiveFacts, isAmended: boolean): Counts {
  return Object.assign(new Counts(), {
    files: entries.files + entries.hardLinks + Number(isAmended && !fstab),
    symlinks: entries.symlinks,
    special: entries.special,
    bytes: contentBytes + (isAmended && fstab?.linked ? fstab.bytes : 0),
  });
}

/** Names are bytes, not text. Hard links count as files, their bytes once. */
export async function countTree(root: string, signal: AbortSignal): Promise<Counts> {
  const counts = new Counts();
  const seen = new Set<string>();
  const count = (path: Buffer): void => {
    const stat = lstatSync(path, { bigint: true });
    if (stat.isSymbolicLink()) counts.symlinks += 1;
    else if (stat.isFile()) {
      counts.files += 1;
      const inode = `${stat.dev}:${stat.ino}`;
      if (!seen.has(inode)) counts.bytes += Number(stat.size);
      if (stat.nlink > 1n) seen.add(inode);
    } else if (!stat.isDirectory()) counts.special += 1;
  };
  await walk(Buffer.from(root, 'latin1'), count, signal);
  return counts;
}

const SLASH = Buffer.from('/');

/** Visits everything below a folder, names as bytes; `lost+found` at the top belongs to ext4. @throws the abort's reason */
export async function walk(top: Buffer, visit: (path: Buffer) => void, signal: AbortSignal): Promise<void> {
  const folders = [top];
  const turns = openTurns(signal);
  for (let folder = folders.pop(); folder; folder = folders.pop()) {
    for (const entry of readdirSync(folder, { encoding: 'buffer', withFileTypes: true })) {
      const name = entry.name as unknown as Buffer;
      if (folder === top && name.toString('latin1') === 'lost+found') continue;
      const path = Buffer.concat([folder, SLASH, name]);
      visit(path);
      if (entry.isDirectory()) folders.push(path);
      if (turns.isOver()) await turns.next();
    }
  }
}
