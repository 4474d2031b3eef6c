import { spawnSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { GUNZIP } from '../../../electron/archive/gunzip.ts';
import { requireTool } from '../../../electron/run/tools.ts';

const text = 'a root filesystem\n'.repeat(50_000);
const packed = gzipSync(text);
const PYTHON = requireTool('python3');
const [options, program] = [GUNZIP.slice(0, -1), GUNZIP.at(-1) ?? ''];

interface Ended {
  readonly status: number | null;
  readonly data: string;
  readonly words: string;
}

function gunzip(input: Buffer, prelude = ''): Ended {
  const { status, stdout, stderr } = spawnSync(PYTHON, [...options, `${prelude}${program}`], { input, maxBuffer: 1e9 });
  return { status, data: stdout.toString('latin1'), words: stderr.toString() };
}

/** As if it came through a pipe, a few bytes at a time. */
function inPieces(bytes: number): string {
  return `import os\nread = os.read\nos.read = lambda fd, most: read(fd, ${bytes})\n`;
}

const MISSING = "import sys\nsys.modules['zlib'] = None\n";

it('unpacks', () => expect(gunzip(packed)).toEqual({ status: 0, data: text, words: '' }));

it('leaves it to gzip where Python has no zlib', () => {
  expect(gunzip(packed, MISSING)).toEqual({ status: 0, data: text, words: '' });
  expect(gunzip(packed.subarray(0, -100), MISSING)).toMatchObject({ status: 1, words: expect.stringMatching(/gzip: stdin: unexpected end of file/) });
});

it.each([
  ['by itself', ''],
  ['by gzip', MISSING],
])('ends for junk as gzip does, %s', (_, prelude) => {
  const words = expect.stringContaining('trailing garbage ignored');
  expect(gunzip(Buffer.concat([packed, Buffer.alloc(300), Buffer.from('junk')]), prelude)).toEqual({ status: 2, data: text, words });
});

it('says in one line what is wrong', () => {
  expect(gunzip(packed.subarray(0, -100))).toMatchObject({ status: 1, words: 'EOFError: the compressed data is cut short\n' });
  const wrong = Buffer.from(packed);
  wrong[packed.length - 8] = (wrong[packed.length - 8] ?? 0) ^ 1;
  expect(gunzip(wrong)).toMatchObject({ status: 1, words: expect.stringMatching(/^zlib\.error: .*incorrect data check\n$/) });
});

it('skips padding, however much', () => {
  expect(gunzip(Buffer.concat([packed, packed, Buffer.alloc(20e6)]))).toEqual({ status: 0, data: text + text, words: '' });
});

it.each([
  ['by itself', ''],
  ['by gzip', MISSING],
])('takes another member behind padding for junk, as gzip does, %s', (_, prelude) => {
  const words = expect.stringContaining('trailing garbage ignored');
  expect(gunzip(Buffer.concat([packed, Buffer.alloc(300), packed]), prelude)).toEqual({ status: 2, data: text, words });
});

it('gives no more at a time than a pipe takes, however well it is packed', () => {
  const zeros = Buffer.alloc(300e6);
  const limit = 'import resource\nresource.setrlimit(resource.RLIMIT_AS, (200000000, 200000000))\n';
  const { status, data } = gunzip(gzipSync(zeros), limit);
  expect({ status, length: data.length }).toEqual({ status: 0, length: zeros.length });
});

it('is right wherever pieces, members and padding end', () => {
  const member = fc.uint8Array({ maxLength: 200 });
  fc.assert(
    fc.property(fc.array(member, { minLength: 1, maxLength: 4 }), fc.nat(3), fc.integer({ min: 1, max: 40 }), (members, padding, bytes) => {
      const input = Buffer.concat(members.map((data) => gzipSync(data)));
      const data = Buffer.concat(members).toString('latin1');
      expect(gunzip(Buffer.concat([input, Buffer.alloc(padding)]), inPieces(bytes))).toEqual({ status: 0, data, words: '' });
      expect(gunzip(input.subarray(0, -4), inPieces(bytes)).status).toBe(1);
    }),
    { numRuns: 25 },
  );
});

it.each([
  ['by itself', ''],
  ['by gzip', MISSING],
])('ends by SIGPIPE, as programs do, when its reader has had enough, %s', (_, prelude) => {
  const reading = 'import subprocess, sys\np = subprocess.Popen(sys.argv[1:], stdin=0, stdout=-1)\np.stdout.read(1)\np.stdout.close()\nprint(p.wait())\n';
  const { stdout } = spawnSync(PYTHON, ['-c', reading, PYTHON, ...options, `${prelude}${program}`], { input: packed });
  expect(stdout.toString()).toBe('-13\n');
});
