import { closeSync, openSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readHeaders } from '../../../electron/archive/headers.ts';
import { listArchive } from '../../../electron/archive/inspect.ts';
import { otherCulprit } from '../../../electron/archive/culprit.ts';
import { openArchive } from '../../../electron/archive/open.ts';
import { sniffArchive } from '../../../electron/archive/sniff.ts';
import { readTar } from '../../../electron/archive/tarReader.ts';
import { readerHere } from '../../../electron/run/confine.ts';
import { compression } from '../../../shared/facts.ts';
import { type Folder, makeFolder } from '../folder.ts';

/** A file that really fails with EIO: nothing lies at the beginning of our memory (proc_pid_mem(5)). */
const FAILING = '/proc/self/mem';

let folder: Folder;
let failing: number;
let sound: number;
beforeAll(() => {
  folder = makeFolder();
  writeFileSync(`${folder.path}/sound`, 'x'.repeat(100_000));
  symlinkSync('loop', `${folder.path}/loop`);
  failing = openSync(FAILING, 'r');
  sound = openSync(`${folder.path}/sound`, 'r');
});
afterAll(() => {
  [failing, sound].forEach((fd) => closeSync(fd));
  folder[Symbol.dispose]();
});

const BLAMED = expect.objectContaining({ code: 'archive-io', facts: { path: expect.stringMatching(/mem$/), reason: expect.stringContaining('has failed') } });

describe('the medium of an archive is blamed, whatever those say that read it', () => {
  // Its size is 0, which would be enough for a look at the headers of a plain tar.
  const ending = { tars: 2, marked: true, junkAt: 4096, trailing: false };
  const request = (kind: (typeof compression.options)[number]) => ({ fd: failing, compression: kind, ending, folder: folder.path, as: readerHere() });

  it.each(compression.options)('by a listing: %s', async (kind) => {
    await expect(listArchive(request(kind), { onEntry: () => {} })).rejects.toEqual(BLAMED);
  });

  it.each(compression.options)('by a look at the headers: %s', async (kind) => {
    const pass = { reader: readTar(() => {}), isEnough: () => false, onStart: () => {} };
    await expect(readHeaders(request(kind), pass)).rejects.toEqual(BLAMED);
  });

  it.each(compression.options)('by the name that its user knows, where a copy is read: %s', async (kind) => {
    const called = { ...request(kind), path: '/remote/root.tar' };
    const pass = { reader: readTar(() => {}), isEnough: () => false, onStart: () => {} };
    const named = expect.objectContaining({ code: 'archive-io', facts: expect.objectContaining({ path: '/remote/root.tar' }) });
    await expect(listArchive(called, { onEntry: () => {} })).rejects.toEqual(named);
    await expect(readHeaders(called, pass)).rejects.toEqual(named);
  });

  it('by the first look', async () => {
    using archive = openArchive(FAILING);
    await expect(sniffArchive(archive)).rejects.toEqual(BLAMED);
  });
});

it.each([
  ['a link to itself', () => `${folder.path}/loop`, 'its links lead in a circle'],
  ['a name that no filesystem has', () => `${folder.path}/${'x'.repeat(300)}`, 'its name is too long'],
])('%s cannot be opened, and it is said why', (_, path, reason) => {
  expect(() => openArchive(path())).toThrow(expect.objectContaining({ code: 'archive-unseen', facts: { path: path(), reason } }));
});

describe('where reading works again, the words tell', () => {
  it.each([
    ['xz: (stdin): Read error: Input/output error', true],
    ['\ngzip: stdin: Input/output error', true],
    ['tar: Skipping to next header\n/usr/bin/tar: -: Cannot read: Input/output error', true],
    ['tar: /proc/self/fd/0: Cannot read: Transport endpoint is not connected', true],
    ['/usr/bin/tar: "/proc/self/fd/0": Cannot read: Input/output error', true],
    ["tar: '/proc/self/fd/0': Cannot open: Stale file handle", true],
    ["tar: `/proc/self/fd/0': Cannot read: Input/output error", true],
    ['tar: ‘/proc/self/fd/0’: Cannot seek to 10240: Input/output error', true],
    ['tar: « /proc/self/fd/0 »: Read error at byte 0, while reading 10240 bytes: Input/output error', true],
    ['tar: "-": Cannot read: Input/output error', true],
    ['tar: "./proc/self/fd/0": Cannot open: Input/output error', false],
    ['tar: -: Cannot open: Input/output error', false],
    ['tar: ./a: Cannot write: Input/output error', false],
    ['tar: -: Cannot read: Success', false],
    ['xz: (stdin): Unexpected end of input', false],
    ['zstd: /*stdin*\\: Read error (39) : premature end', false],
    ['', false],
  ])('%j: %s', async (words, isBlamed) => {
    const problem = await otherCulprit({ fd: sound, path: '/a.tar', position: 1000, words });
    expect(problem?.code).toBe(isBlamed ? 'archive-io' : undefined);
  });
});

it.each(['setpriv: setresuid failed: Invalid argument', '/usr/bin/prlimit: error while loading shared libraries: libsmartcols.so.1: cannot open'])(
  'who was to take rights off the reader is to blame: %j',
  async (words) => {
    expect(await otherCulprit({ fd: sound, path: '/a.tar', position: 0, words })).toMatchObject({ code: 'reader-cannot-run', detail: words });
  },
);
