import { join } from 'node:path';
import { sh } from './devices.ts';
import { makeCard } from './diskImage.ts';
import { makeRootfs } from './rootfs.ts';

/** What several drives are written from: `rootfs.tar.zst`, `card.img` and `card.img.gz`. */
export function makeSources(folder: string): void {
  sh('zstd', '-q1', makeRootfs(folder, { files: 200, bytes: 30 * MiB }), '-o', join(folder, 'rootfs.tar.zst'));
  makeCard(join(folder, 'card.img'), { bytes: 64 * MiB, noise: 36 * MiB });
  sh('gzip', '-1k', join(folder, 'card.img'));
}

const MiB = 1024 ** 2;
