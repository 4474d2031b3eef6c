import { execFileSync } from 'node:child_process';
import { createCipheriv, createHash } from 'node:crypto';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface RootfsSize {
  readonly files: number;
  /** Of all files together; incompressible. */
  readonly bytes: number;
}

/** A plausible root filesystem of a given size as plain tarball. */
export function makeRootfs(folder: string, { files, bytes }: RootfsSize): string {
  const tree = join(folder, `rootfs-${files}-${bytes}`);
  for (const name of ['etc', 'usr/bin', 'usr/lib', 'usr/share', 'boot', 'root']) mkdirSync(join(tree, name), { recursive: true });
  symlinkSync('usr/bin', join(tree, 'bin'));
  symlinkSync('usr/lib', join(tree, 'lib'));
  writeFileSync(join(tree, 'etc/os-release'), 'PRETTY_NAME="Test Linux 1"\n');
  writeFileSync(join(tree, 'etc/fstab'), '/dev/sda1 / ext4 defaults 0 1\n');
  const each = Math.floor(bytes / files);
  for (let i = 0; i < files; i += 1) {
    const at = join(tree, 'usr/share', String(i % 20));
    mkdirSync(at, { recursive: true });
    writeFileSync(join(at, `file-${i}`), noise(i, each));
  }
  const archive = `${tree}.tar`;
  execFileSync('tar', ['-C', tree, '--numeric-owner', '--owner=0', '--group=0', '-cf', archive, '.']);
  return archive;
}

/** Incompressible, and the same for every run: the key stream of a cipher. */
function noise(seed: number, length: number): Buffer {
  const key = createHash('md5').update(String(seed)).digest();
  return createCipheriv('aes-128-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(length));
}
