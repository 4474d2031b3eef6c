import { execFileSync } from 'node:child_process';
import { createCipheriv } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { tarHeader } from './tarHeader.ts';

const MiB = 1024 ** 2;

/** Nothing can pack it. */
function noise(bytes: number): Buffer {
  return createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16)).update(Buffer.alloc(bytes));
}

/** A tar with so much before its members that none of them is seen at a glance: noise, at which all programs take their time; no more of a drive than that. */
export function behind(bytes: number, tar: Buffer): Buffer {
  return Buffer.concat([tarHeader({ name: './var/ballast', size: bytes }), noise(bytes), tar]);
}

/** @returns a `.tar.lzma`, the slowest of all */
export function behindBallast(tar: Buffer, bytes = 8 * MiB): Buffer {
  return execFileSync('xz', ['--format=lzma', '-0', '-c'], { input: behind(bytes, tar), maxBuffer: 2 * bytes });
}

const PIECE = 16 * MiB;

/** @param tar its members come first. A `.tar.xz` that takes a minute to read, made in seconds: one stream of it comes again and again. */
export function makeLongXz(path: string, tar: Buffer, bytes: number): void {
  const xz = (input: Buffer): Buffer => execFileSync('xz', ['-0', '-c'], { input, maxBuffer: 2 * PIECE });
  const pieces = Math.floor(bytes / PIECE);
  const first = xz(Buffer.concat([tar.subarray(0, -1024), tarHeader({ name: './var/ballast', size: pieces * PIECE })]));
  const piece = xz(noise(PIECE));
  const file = openSync(path, 'w');
  try {
    for (const part of [first, ...Array.from({ length: pieces }, () => piece), xz(Buffer.alloc(1024))]) writeSync(file, part);
  } finally {
    closeSync(file);
  }
}
