import { closeSync, lstatSync, mkdirSync, mkdtempSync, openSync, rmSync, symlinkSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { TarEntry } from '../../../../electron/archive/listing.ts';
import { type Expected, openExpectation } from '../../../../electron/engine/verify/expectation.ts';
import { Mismatches } from '../../../../electron/engine/verify/mismatches.ts';
import { compareSamples, openSampler, type Samples } from '../../../../electron/engine/verify/samples.ts';

const MiB = 1024 ** 2;
let root: string;

beforeEach(() => void (root = mkdtempSync('/var/tmp/samples-')));
afterEach(() => rmSync(root, { recursive: true }));

interface Laid {
  readonly samples: Samples;
  readonly expected: Expected;
}

/** Lays files one after the other, as tar does, and has them looked at. */
function lay(files: readonly (readonly [name: string, data: Buffer | string])[], random = () => 0.5): Laid {
  const expectation = openExpectation();
  const streamBytes = files.reduce((sum, [, data]) => sum + data.length, 1);
  const sampler = openSampler({ root, streamBytes, random });
  for (const [name, data] of files) {
    const entry: TarEntry = {
      block: undefined,
      type: 'file',
      mode: 0o644,
      uid: 0,
      gid: 0,
      size: data.length,
      mtime: { seconds: 0, nanoseconds: 0 },
      name,
      extended: false,
      acl: false,
    };
    sampler.see(entry, expectation.add(entry));
    writeFileSync(join(root, name), data);
  }
  return { samples: sampler.finish(), expected: expectation.finish() };
}

async function differences({ samples, expected }: Laid): Promise<{ text: string; bytes: number }> {
  const found = new Mismatches();
  const bytes = await compareSamples(root, samples, expected.paths, found, new AbortController().signal);
  return { text: found.text, bytes };
}

function spoil(name: string, at: number): void {
  const fd = openSync(join(root, name), 'r+');
  writeSync(fd, 'X', at);
  closeSync(fd);
}

const many = (count: number, bytes: number): [string, Buffer][] => Array.from({ length: count }, (_, i) => [`f${i}`, Buffer.alloc(bytes, `${i} `)]);

it('finds nothing where nothing has changed, and has read of a small archive all, and nothing twice', async () => {
  expect(
    await differences(
      lay([
        ['a', 'hello'],
        ['b', Buffer.alloc(3 * MiB, 'b')],
      ]),
    ),
  ).toEqual({ text: '', bytes: 5 + 3 * MiB });
});

it.each(['first', 'last', 'begin of the largest', 'end of the largest'])('the %s of many is always among them', async (which) => {
  const files: [string, Buffer][] = [
    ...many(20, MiB),
    ['large', Buffer.alloc(12 * MiB + 5, 'large ')],
    ...many(20, MiB).map(([name, data]): [string, Buffer] => [`g${name}`, data]),
  ];
  const laid = lay(files, () => 0);
  expect(laid.samples.stretches.length * 65536).toBeLessThan(70 * MiB);
  const [name, at] = { first: ['f0', 0], last: ['gf19', MiB - 1], 'begin of the largest': ['large', 0], 'end of the largest': ['large', 12 * MiB + 4] }[
    which
  ] as [string, number];
  spoil(name, at);
  expect((await differences(laid)).text).toBe(`${name}: Contents differ`);
});

it('a random share lies anywhere', async () => {
  let seed = 1;
  const random = (): number => (seed = (seed * 48271) % 2147483647) / 2147483647;
  const laid = lay(many(80, MiB), random);
  const bytes = laid.samples.stretches.length * 65536;
  expect(bytes).toBeGreaterThan(30 * MiB);
  expect(bytes).toBeLessThan(70 * MiB);
  for (let i = 10; i < 70; i += 1) writeFileSync(join(root, `f${i}`), Buffer.alloc(MiB, 'lost'));
  expect((await differences(laid)).text).toContain(': Contents differ');
});

it('a member that came again counts as it came last, and /etc/fstab is ours to change', async () => {
  mkdirSync(join(root, 'etc'));
  const laid = lay([
    ['a', 'one'],
    ['etc/fstab', 'fstab'],
    ['a', 'two'],
    ['b', 'b'],
  ]);
  spoil('etc/fstab', 0);
  expect((await differences(laid)).text).toBe('');
  spoil('a', 0);
  expect((await differences(laid)).text).toBe('a: Contents differ');
});

it('what is no file, or a link by now, is left to the comparison of the tree', async () => {
  const laid = lay([
    ['a', 'one'],
    ['b', 'two'],
  ]);
  rmSync(join(root, 'a'));
  symlinkSync('b', join(root, 'a'));
  expect((await differences(laid)).text).toBe('');
});

it('a file of a terabyte takes no time', async () => {
  const expectation = openExpectation();
  const sampler = openSampler({ root, streamBytes: 512 });
  const entry: TarEntry = {
    block: undefined,
    type: 'file',
    mode: 0o644,
    uid: 0,
    gid: 0,
    size: 1024 ** 4,
    mtime: { seconds: 0, nanoseconds: 0 },
    name: 'holes',
    extended: false,
    acl: false,
  };
  sampler.see(entry, expectation.add(entry));
  writeFileSync(join(root, 'holes'), '');
  truncateSync(join(root, 'holes'), 1024 ** 4);
  expect(lstatSync(join(root, 'holes')).size).toBe(entry.size);
  const laid = { samples: sampler.finish(), expected: expectation.finish() };
  expect((await differences(laid)).text).toBe('');
}, 10_000);
