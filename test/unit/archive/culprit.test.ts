import { chmodSync, closeSync, openSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readHeaders } from '../../../electron/archive/headers.ts';
import { otherCulprit, type Reading } from '../../../electron/archive/culprit.ts';
import { openArchive } from '../../../electron/archive/open.ts';
import { readMembers } from '../../../electron/archive/read.ts';
import { sniffArchive } from '../../../electron/archive/sniff.ts';
import { readTar } from '../../../electron/archive/tarReader.ts';
import { readerHere } from '../../../electron/run/confine.ts';
import { run } from '../../../electron/run/run.ts';
import type { ToolEnd } from '../../../electron/run/unfit.ts';
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
  writeFileSync(`${folder.path}/foreign`, Buffer.from('\x7fELF\x02\x01\x01 of no machine', 'latin1'), { mode: 0o755 });
  writeFileSync(`${folder.path}/orphan`, '#!/no/such/interpreter\n', { mode: 0o755 });
  writeFileSync(`${folder.path}/unlinked`, '#!/bin/sh\necho "GLIBC_2.99 not found" >&2\nexit 127\n', { mode: 0o755 });
  chmodSync(folder.path, 0o755);
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

  it.each(compression.options)('by a look at its members: %s', async (kind) => {
    await expect(readMembers(request(kind), { onMember: () => {} })).rejects.toEqual(BLAMED);
  });

  it.each(compression.options)('by a look at the headers: %s', async (kind) => {
    const pass = { reader: readTar(() => {}), isEnough: () => false, onStart: () => {} };
    await expect(readHeaders(request(kind), pass)).rejects.toEqual(BLAMED);
  });

  it.each(compression.options)('by the name that its user knows, where a copy is read: %s', async (kind) => {
    const called = { ...request(kind), path: '/remote/root.tar' };
    const pass = { reader: readTar(() => {}), isEnough: () => false, onStart: () => {} };
    const named = expect.objectContaining({ code: 'archive-io', facts: expect.objectContaining({ path: '/remote/root.tar' }) });
    await expect(readMembers(called, { onMember: () => {} })).rejects.toEqual(named);
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
    ["head: error reading '/remote/a.tar': Software caused connection abort", true],
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
    const problem = await otherCulprit({ fd: sound, path: '/a.tar', position: 1000, words, ends: [] });
    expect(problem?.code).toBe(isBlamed ? 'archive-io' : undefined);
  });
});

/** A stand-in for a decompressor, which the wrappers become as they become the real one. */
const reading = (end: ToolEnd): Reading => ({ fd: sound, path: '/a.tar', position: 0, words: end.words, ends: [undefined, end] });
const ended = async (program: string, ...args: string[]): Promise<ToolEnd> => {
  const { exitCode, signal, stderr } = await run({ tool: program, args, as: readerHere() });
  return { tool: 'xz', exit: { exitCode, signal }, words: stderr.trim() };
};

describe('who reads the archive is blamed where he did not run to his end', () => {
  it('one that was killed', async () => {
    expect(await otherCulprit(reading(await ended('sh', '-c', 'kill -KILL $$')))).toMatchObject({
      code: 'tar-killed',
      facts: { tool: 'xz', signal: 'SIGKILL' },
    });
  });

  it.each([
    ['a program of another machine', 'foreign', 'foreign'],
    ['one without its interpreter', 'orphan', 'orphan'],
    ['one that says itself that it cannot run', 'unlinked', 'xz'],
  ])('%s', async (_, name, tool) => {
    expect(await otherCulprit(reading(await ended(`${folder.path}/${name}`)))).toMatchObject({ code: 'tool-unfit', facts: { tool } });
  });

  it.each([
    ["/usr/bin/xz: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.99' not found (required by /usr/bin/xz)", 'xz'],
    ['/usr/bin/prlimit: error while loading shared libraries: libsmartcols.so.1: cannot open shared object file', 'prlimit'],
  ])('by the words of ld.so: %j', async (words, tool) => {
    const end = { tool: 'igzip', exit: { exitCode: 127, signal: null }, words };
    expect(await otherCulprit(reading(end))).toMatchObject({ code: 'tool-unfit', facts: { tool }, detail: words });
  });

  it('where rights cannot be taken off him', async () => {
    const end = { tool: 'xz', exit: { exitCode: 127, signal: null }, words: 'setpriv: setresuid failed: Invalid argument' };
    expect(await otherCulprit(reading(end))).toMatchObject({ code: 'reader-cannot-run', detail: end.words });
  });

  it.each([['xz'], ['lz4'], ['bzip2']])('where there was too little memory for him: %s', async (tool) => {
    const packed = `${folder.path}/packed.${tool}`;
    await run({ tool: 'sh', args: ['-c', `head -c 20000000 /dev/zero | ${tool} -9 -c > ${packed}`] });
    const end = await ended('sh', '-c', `prlimit --as=4500000 ${tool} -dc < ${packed} > /dev/null`);
    expect(await otherCulprit(reading(end))).toMatchObject({ code: 'memory-lacking', facts: { tool: 'xz' }, detail: end.words });
  });

  it('and nobody where he only finds fault with what he reads', async () => {
    const end = await ended('sh', '-c', 'echo "xz: (stdin): Compressed data is corrupt" >&2; exit 1');
    expect(await otherCulprit(reading(end))).toBeUndefined();
  });
});
