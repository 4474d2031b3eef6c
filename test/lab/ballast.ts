import { execFileSync } from 'node:child_process';
import { createCipheriv } from 'node:crypto';
import { tarHeader } from './tarHeader.ts';

const MiB = 1024 ** 2;

/** Noise, at which lzma takes its time; no more of a drive than that. */
function ballast(): Buffer {
  const content = createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16)).update(Buffer.alloc(8 * MiB));
  return Buffer.concat([tarHeader({ name: './var/ballast', size: content.length }), content]);
}

/** A tar with so much before its members that none of them is seen at a glance. @returns a `.tar.lzma` */
export function behindBallast(tar: Buffer): Buffer {
  return execFileSync('xz', ['--format=lzma', '-0', '-c'], { input: Buffer.concat([ballast(), tar]), maxBuffer: 64 * MiB });
}
