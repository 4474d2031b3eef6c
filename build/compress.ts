import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const ROOT = join(import.meta.dirname, '..');
export const COMPRESSED = join(ROOT, '.cache/compressed');

/** Packages have man pages and changelogs compressed (Debian policy 12.1, 12.7). */
const DOCUMENTS: readonly (readonly [string, string])[] = [
  ['build/linux/tarstrap.1', 'tarstrap.1.gz'],
  ['CHANGELOG.md', 'changelog.gz'],
];

export function compressDocuments(): void {
  mkdirSync(COMPRESSED, { recursive: true });
  for (const [from, to] of DOCUMENTS) writeFileSync(join(COMPRESSED, to), gzipSync(readFileSync(join(ROOT, from)), { level: 9 }));
}
