import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compressionOf, decompressor } from '../../../electron/archive/formats.ts';
import { judgeDecompressor } from '../../../electron/archive/verdict.ts';
import { locateTool } from '../../../electron/run/tools.ts';
import { workshop } from './workshop.ts';

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');
const SKIPPABLE = bytes('\x53\x2a\x4d\x18\x04\0\0\0abcd');

describe('compressionOf', () => {
  it.each([
    ['gzip', bytes('\x1f\x8b\x08\0')],
    ['none', bytes('\x1f\x8b\x09\0')],
    ['xz', bytes('\xfd7zXZ\0')],
    ['zstd', bytes('\x28\xb5\x2f\xfd')],
    ['zstd', Buffer.concat([SKIPPABLE, bytes('\x28\xb5\x2f\xfd')])],
    ['zstd', SKIPPABLE],
    ['lz4', Buffer.concat([SKIPPABLE, SKIPPABLE, bytes('\x04\x22\x4d\x18')])],
    ['lz4', bytes('\x04\x22\x4d\x18')],
    ['bzip2', bytes('BZh91AY&SY')],
    ['bzip2', bytes('BZh1\x17rE8P\x90')],
    ['none', bytes('BZh9 is how bzip2 begins')],
    ['lzip', bytes('LZIP\x01')],
    ['compress', bytes('\x1f\x9d\x90')],
    ['lzma', bytes('\x5d\0\0\x80\0\xff\xff\xff\xff\xff\xff\xff\xff\0\x3a')],
    ['lzma', bytes('\x6d\0\0\x80\0\xff\xff\xff\xff\xff\xff\xff\xff\0\x3a')],
    ['lzma', bytes('\x5d\0\0\x0c\0\0\0\x10\0\0\0\0\0\0\x3a')],
    ['none', bytes('\x5d\0\0\x80\0\xff\xff\xff\xff\xff\xff\xff\xff\x01\x3a')],
    ['none', bytes('\x5d\0\0\x85\0\xff\xff\xff\xff\xff\xff\xff\xff\0\x3a')],
    ['none', bytes('\x5d\0\0\x80\0\0\0\0\0\0\0\0\x01\0\x3a')],
    ['none', bytes('\xe1\0\0\x80\0\xff\xff\xff\xff\xff\xff\xff\xff\0\x3a')],
    ['none', Buffer.alloc(64)],
    ['none', bytes('')],
    ['none', bytes('plain')],
  ])('%s: %j', (expected, head) => expect(compressionOf(head)).toBe(expected));
});

describe('decompressor', () => {
  const only =
    (...tools: readonly string[]) =>
    (tool: string): string | undefined =>
      tools.includes(tool) ? `/usr/bin/${tool}` : undefined;

  it.each([
    ['gzip', ['igzip', 'pigz', 'gzip'], 'igzip'],
    ['gzip', ['zstd', 'gzip'], 'gzip'],
    ['gzip', ['python3', 'pigz', 'gzip'], 'pigz'],
    ['gzip', ['gzip', 'python3'], 'python3'],
    ['gzip', ['gzip'], 'gzip'],
    ['bzip2', ['bzip2', 'lbzip2'], 'lbzip2'],
    ['lzip', ['lzip'], 'lzip'],
    ['lzma', ['xz'], 'xz'],
    ['compress', ['gzip'], 'gzip'],
  ] as const)('%s with %j is %s', (compression, installed, expected) => {
    expect(decompressor(compression, only(...installed)).tool).toBe(expected);
  });
  it('is null for a plain archive', () => expect(decompressor('none', only())).toBeNull());
  it('names what is missing', () => {
    expect(() => decompressor('xz', only('gzip'))).toThrow(
      expect.objectContaining({ code: 'tool-missing', facts: { tool: 'xz', package: 'xz-utils (Debian, Ubuntu) or xz (Fedora, Arch)' } }),
    );
    expect(() => decompressor('lzma', only('gzip'))).toThrow(
      expect.objectContaining({ code: 'tool-missing', facts: { tool: 'xz', package: 'xz-utils (Debian, Ubuntu) or xz (Fedora, Arch)' } }),
    );
  });
});

/** What each installed program does to a stream, as Tarstrap judges it. */
describe('the decompressors that are installed', () => {
  const folder = workshop();
  const one = Array.from({ length: 40_000 }, (_, i) => `${(i * 7919) % 10007} `).join('');
  const two = Array.from({ length: 30_000 }, (_, i) => `${(i * 104729) % 99991}\n`).join('');
  const COMPRESS = { gzip: 'gzip', xz: 'xz', zstd: 'zstd', bzip2: 'bzip2', lz4: 'lz4', lzip: 'lzip' } as const;
  type Name = keyof typeof COMPRESS;
  const ALTERNATIVES: readonly [Name, string][] = [
    ['gzip', 'igzip'],
    ['gzip', 'pigz'],
    ['gzip', 'python3'],
    ['gzip', 'gzip'],
    ['xz', 'xz'],
    ['zstd', 'zstd'],
    ['bzip2', 'lbzip2'],
    ['bzip2', 'bzip2'],
    ['lz4', 'lz4'],
    ['lzip', 'lzip'],
  ];

  const pack = (name: Name, data: string): Buffer => execFileSync(COMPRESS[name], ['-c', '-q'], { input: data });
  const unpack = (name: Name, tool: string, packed: Buffer): { ok: boolean; data: string } => {
    const { args } = decompressor(name, (each) => (each === tool ? each : undefined));
    const path = join(folder, 'packed');
    writeFileSync(path, packed);
    const { stdout, stderr, status, signal } = spawnSync(tool, args, { input: readFileSync(path), maxBuffer: 1 << 26 });
    return { ok: judgeDecompressor(tool, { exitCode: status, signal }, stderr.toString()).ok, data: stdout.toString('latin1') };
  };
  const damage = (packed: Buffer): Buffer => {
    const copy = Buffer.from(packed);
    const middle = copy.length >> 1;
    for (const i of [0, 1, 2, 3]) copy[middle + i] = (copy[middle + i] ?? 0) ^ 0x5a;
    return copy;
  };

  describe.each(ALTERNATIVES.filter(([, tool]) => locateTool(tool)))('%s by %s', (name, tool) => {
    const first = pack(name, one);
    const both = Buffer.concat([first, pack(name, two)]);
    it('unpacks one member', () => expect(unpack(name, tool, first)).toEqual({ ok: true, data: one }));
    it('unpacks several members', () => expect(unpack(name, tool, both)).toEqual({ ok: true, data: one + two }));
    it('forgives padding', () => expect(unpack(name, tool, Buffer.concat([first, Buffer.alloc(10240)]))).toEqual({ ok: true, data: one }));
    it.each([4, 20, first.length >> 1, first.length - 30])('notices that the last %d bytes are missing', (missing) => {
      expect(unpack(name, tool, first.subarray(0, first.length - missing)).ok).toBe(false);
    });
    it('notices that the second member is cut short', () => expect(unpack(name, tool, both.subarray(0, -9)).ok).toBe(false));
    it('notices damage', () => expect(unpack(name, tool, damage(first)).ok).toBe(false));
  });

  /** The others say the same of junk as of damage. */
  const FORGIVING = ['pigz', 'zstd', 'python3', 'gzip', 'lz4'];
  it.each(ALTERNATIVES.filter(([, tool]) => FORGIVING.includes(tool) && locateTool(tool)))('%s by %s: all that stands before junk comes out', (name, tool) => {
    const packed = Buffer.concat([pack(name, one), Buffer.from('junk '.repeat(2000))]);
    expect(unpack(name, tool, packed)).toEqual({ ok: true, data: one });
  });
});

describe('judgeDecompressor', () => {
  it.each([
    ['xz', { exitCode: 0, signal: null }, '', { ok: true }],
    ['xz', { exitCode: null, signal: 'SIGPIPE' }, '', { ok: true }],
    ['gzip', { exitCode: 2, signal: null }, 'trailing garbage ignored', { ok: true, junk: true }],
    ['python3', { exitCode: 2, signal: null }, 'trailing garbage ignored', { ok: true, junk: true }],
    ['python3', { exitCode: 1, signal: null }, 'zlib.error: Error -3', { ok: false, detail: 'zlib.error: Error -3' }],
    ['bzip2', { exitCode: 2, signal: null }, 'bad', { ok: false, detail: 'bad' }],
    ['lz4', { exitCode: 1, signal: null }, '', { ok: true, junk: true }],
    ['bzip2', { exitCode: 0, signal: null }, 'bzip2: (stdin): trailing garbage after EOF ignored', { ok: true, junk: true }],
    ['lz4', { exitCode: 68, signal: null }, 'Unfinished stream\n', { ok: false, detail: 'Unfinished stream' }],
    ['zstd', { exitCode: 1, signal: null }, 'unsupported format', { ok: true, junk: true }],
    ['zstd', { exitCode: 1, signal: null }, 'premature end', { ok: false, detail: 'premature end' }],
    ['xz', { exitCode: 1, signal: null }, '', { ok: false, detail: 'xz: exit code 1' }],
    ['xz', { exitCode: null, signal: 'SIGKILL' }, '', { ok: false, detail: 'xz: killed by SIGKILL' }],
  ] as const)('%s %j %j', (tool, exit, stderr, expected) =>
    expect(judgeDecompressor(tool, exit, stderr)).toEqual(expected.ok ? expected : { ...expected, failed: { tool, exit, words: stderr.trim() } }),
  );
});
