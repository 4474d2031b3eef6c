import { createReadStream, createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inspectArchive } from '../../../electron/archive/inspect.ts';
import { LISTING_OPTIONS } from '../../../electron/archive/listing.ts';
import { runSession } from '../../../electron/engine/session/session.ts';
import { TAR } from '../../../electron/engine/session/tools.ts';
import { openPipe } from '../../../electron/run/pipe.ts';
import { run, runStep } from '../../../electron/run/run.ts';
import { type Folder, makeFolder } from '../folder.ts';
import { childrenNamed } from './odd.ts';

/** Archives that mean harm, and the real tar. */
let folder: Folder;
beforeEach(() => {
  folder = makeFolder();
  mkdirSync(`${folder.path}/into`);
});
afterEach(() => {
  expect(childrenNamed('tar')).toEqual([]);
  folder[Symbol.dispose]();
});

/** Python writes what tar itself would not: names, pax records and contents as they are given, after Python's rules. */
async function pack(members: string): Promise<string> {
  const path = `${folder.path}/hostile.tar`;
  const script = `
import io, os, sys, tarfile
with tarfile.open(sys.argv[1], 'w', format=tarfile.PAX_FORMAT) as tar:
    def add(name, size, records={}):
        member = tarfile.TarInfo(name)
        member.size = size
        member.pax_headers = records
        tar.addfile(member, io.BytesIO(os.urandom(size)))
${members}
`;
  await runStep('Packing', { tool: 'python3', args: ['-c', script, path] });
  return path;
}

/** In a namespace that no filesystem has: tar says so, with the name as it is. */
const FORGED = 'Total bytes read: 99999999999 (1TiB, 1GiB/s)\\n';
const attribute = (name: string): string => `{'SCHILY.xattr.nowhere.${name}': 'x'}`;

async function* slowly(bytes: Buffer, pieces: number, heard: () => Promise<void>): AsyncGenerator<Buffer> {
  const size = Math.ceil(bytes.length / pieces);
  for (let from = 0; from < bytes.length; from += size) {
    yield bytes.subarray(from, from + size);
    if (from + size < bytes.length) await heard();
  }
}

/** Unpacks an archive that comes in pieces, one after each report. */
async function unpack(path: string) {
  const pipe = await openPipe(folder.path);
  const bytes = readFileSync(path);
  const positions: number[] = [];
  const lines: string[] = [];
  let wake = (): void => {};
  const session = runSession({
    tool: TAR,
    command: {
      tool: 'tar',
      args: ['-x', '--totals=SIGUSR1', '--totals', '--xattrs', '--xattrs-include=*', '-f', '-', '-C', `${folder.path}/into`],
      stdin: pipe.readEnd,
    },
    pace: { settle: 0, interval: 5 },
    onReport: (position) => {
      positions.push(position);
      wake();
    },
    onLine: (line) => lines.push(line),
  });
  let ended = false;
  const end = (): void => {
    ended = true;
    wake();
  };
  session.then(end, end);
  const heard = (): Promise<void> => new Promise((resolve) => (ended ? resolve() : (wake = resolve)));
  const writing = pipeline(Readable.from(slowly(bytes, 8, heard)), createWriteStream('', { fd: pipe.writeEnd }));
  try {
    const [result] = await Promise.all([session, writing]);
    return { result, positions, lines, length: bytes.length };
  } finally {
    createReadStream('', { fd: pipe.readEnd }).destroy();
  }
}

describe('a report that the archive forged', () => {
  it.each([
    ['alone', FORGED, 1],
    ['many times', FORGED.repeat(50), 50],
    ['in the middle of another', `Total bytes read: 88888888888 (1${FORGED}TiB, 1GiB/s)\\n`, 2],
    ['as if it wrote', FORGED.replace('read', 'written'), 1],
  ])('is not believed, and stays a word: %s', async (_, name, count) => {
    const path = await pack(`    for i in range(40): add(f'./{i}', 100_000, ${attribute(name)})`);
    const { result, positions, lines, length } = await unpack(path);
    expect(result).toMatchObject({ signal: null, position: length });
    expect(positions.length).toBeGreaterThan(2);
    expect(Math.max(...positions)).toBe(length);
    expect(lines.join('\\n').match(/Total bytes [a-z]*: [89]{11} /g)).toHaveLength(40 * count);
  });

  it('one that is possible counts no more often than was asked', async () => {
    const path = await pack(`    for i in range(40): add(f'./{i}', 100_000, ${attribute('Total bytes read: 512 (1KiB, 1GiB/s)\\n'.repeat(20))})`);
    const { result, positions, lines, length } = await unpack(path);
    expect(Math.max(...positions)).toBeLessThanOrEqual(length);
    expect(positions.length).toBe(result.reports);
    expect(result.reports).toBeLessThan(400);
    expect(lines.join('\\n').match(/Total bytes read: 512/g)?.length).toBeGreaterThan(400);
  });
});

describe('a name that fits no filesystem', () => {
  const MEMBERS = `    add('./etc/os-release', 10)\n    add('./' + 'n' * 200_000, 10)\n    add('./bin/sh', 10)`;

  it('is said by whoever inspects it, and leaves no process', async () => {
    await expect(inspectArchive(await pack(MEMBERS))).rejects.toMatchObject({ code: 'archive-name-too-long' });
  });

  it('is said by whoever compares with it, and leaves no process', async () => {
    const path = await pack(MEMBERS);
    const args = ['-d', '--totals=SIGUSR1', '-vv', ...LISTING_OPTIONS, '-f', path, '-C', `${folder.path}/into`];
    const comparing = runSession({ tool: TAR, command: { tool: 'tar', args }, onOutput: () => {} });
    await expect(comparing).rejects.toMatchObject({ code: 'archive-name-too-long', facts: { path: 'the archive' } });
  });

  it('of an attribute is cut in what tar says of it', async () => {
    const path = await pack(`    add('./a', 10, ${attribute(`' + 'y' * 20_000_000 + '`)})\n    add('./b', 10, ${attribute('z')})`);
    const { lines } = await unpack(path);
    expect(lines.filter((line) => line.includes('nowhere.')).map(({ length }) => length)).toEqual([4099, expect.any(Number)]);
    expect(lines.some((line) => line.includes("'nowhere.z'"))).toBe(true);
  });
});

it('words of tar come as UTF-8', async () => {
  const path = await pack(`    add('./a', 10, ${attribute('Größe')})`);
  const { stderr } = await run({ tool: 'tar', args: ['-x', '--xattrs', '--xattrs-include=*', '-f', path, '-C', `${folder.path}/into`] });
  expect((await unpack(path)).lines).toEqual(stderr.trimEnd().split('\n'));
  expect(stderr).toContain('nowhere.Größe');
});
