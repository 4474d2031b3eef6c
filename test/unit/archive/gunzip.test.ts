import { spawnSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { GUNZIP } from '../../../electron/archive/gunzip.ts';

const text = 'a root filesystem\n'.repeat(50_000);
const packed = gzipSync(text);
const [options, program] = [GUNZIP.slice(0, -1), GUNZIP.at(-1) ?? ''];

function gunzip(input: Buffer, prelude = ''): { readonly status: number | null; readonly data: string; readonly words: string } {
  const { status, stdout, stderr } = spawnSync('python3', [...options, `${prelude}${program}`], { input });
  return { status, data: stdout.toString('latin1'), words: stderr.toString() };
}

it('unpacks', () => expect(gunzip(packed)).toEqual({ status: 0, data: text, words: '' }));

it('leaves it to gzip where Python has no module for it', () => {
  const missing = "import sys\nsys.modules['gzip'] = None\n";
  expect(gunzip(packed, missing)).toEqual({ status: 0, data: text, words: '' });
  // It was gzip indeed: only that ends with 2 for junk.
  expect(gunzip(Buffer.concat([packed, Buffer.from('junk')]), missing)).toMatchObject({ status: 2, data: text });
});

it('says in one line what is wrong', () => {
  expect(gunzip(packed.subarray(0, -100))).toMatchObject({ status: 1, words: expect.stringMatching(/^EOFError: .+\n$/) });
});

it('ends by SIGPIPE, as programs do, when its reader has had enough', () => {
  const reading =
    'import subprocess, sys\np = subprocess.Popen([sys.executable, *sys.argv[1:]], stdin=0, stdout=-1)\np.stdout.read(1)\np.stdout.close()\nprint(p.wait())\n';
  const { stdout } = spawnSync('python3', ['-c', reading, ...GUNZIP], { input: packed });
  expect(stdout.toString()).toBe('-13\n');
});
