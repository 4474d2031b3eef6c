import { mkdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sh } from './devices.ts';
import { makeRootfs } from './rootfs.ts';

/** A small root filesystem in a folder of its archive, with metadata beside it, and a root that belongs to a user and is closed. */
export function makeNested(folder: string, within: string): string {
  const tree = makeRootfs(folder, { files: 20, bytes: 2_000_000 }).replace(/\.tar$/, '');
  const top = join(folder, 'nested');
  mkdirSync(join(top, dirname(within)), { recursive: true });
  renameSync(tree, join(top, within));
  mkdirSync(join(top, 'templates'));
  sh('chmod', '0700', join(top, within));
  sh('chown', '-hR', '1000:1000', join(top, within));
  const archive = `${top}.tar`;
  sh('tar', '-C', top, '--numeric-owner', '-cf', archive, '.');
  return archive;
}
