import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readMembers } from '../../electron/archive/read.ts';
import type { Job } from '../../electron/engine/job.ts';
import { keepExtended, type Unpacked } from '../../electron/engine/verify/extended.ts';
import { openExpectation } from '../../electron/engine/verify/expectation.ts';
import { judge } from '../../electron/engine/verify/judge.ts';
import { Mismatches } from '../../electron/engine/verify/mismatches.ts';
import type { AclNames } from '../../shared/facts.ts';
import { sh } from '../lab/devices.ts';
import { jobIn } from '../lab/job.ts';

let folder: string;
let tree: string;
let job: Job;
let cancel: AbortController;

beforeEach(() => {
  folder = mkdtempSync('/var/tmp/extended-');
  tree = `${folder}/tree`;
  mkdirSync(`${tree}/usr/bin`, { recursive: true });
  writeFileSync(`${tree}/usr/bin/ping`, 'ping');
  writeFileSync(`${tree}/usr/bin/other`, 'other');
  sh('setcap', 'cap_net_raw+ep', `${tree}/usr/bin/ping`);
  sh('setfattr', '-n', 'user.note', '-v', 'kept', `${tree}/usr/bin/other`);
  cancel = new AbortController();
  job = jobIn({ folder: mkdtempSync(`${folder}/job-`), signal: cancel.signal });
});

afterEach(async () => {
  await job.scope[Symbol.asyncDispose]();
  expect(readFileSync('/proc/self/mountinfo', 'latin1')).not.toContain(job.folder);
  rmSync(folder, { recursive: true });
});

const NAMES = ['usr/bin/ping', 'usr/bin/other'];
const PACKING = ['--format=posix', '--sparse', '--xattrs', '--xattrs-include=*'];

const keep = (names: readonly string[], options: readonly string[] = ['--xattrs']): ReturnType<typeof keepExtended> =>
  keepExtended({ root: tree, names, options, privileged: 0 }, job);

interface Given {
  readonly options?: readonly string[];
  /** What was done to the tree after it was packed. */
  readonly change?: () => void;
  readonly unpacked?: Unpacked | undefined;
  readonly isPrivate?: boolean;
  /** Whether the archive may be read for it. */
  readonly isReadable?: boolean;
  readonly compression?: 'none' | 'gzip';
  readonly people?: AclNames;
}

/** Packs the tree as it is, and tells how it differs from that a moment later. */
async function differences({
  options = [],
  change,
  unpacked,
  isPrivate = false,
  isReadable = true,
  compression = 'none',
  people = { users: [], groups: [] },
}: Given): Promise<string> {
  sh('tar', '-C', tree, ...PACKING, ...options, ...(compression === 'gzip' ? ['-z'] : []), '-cf', `${folder}/archive.tar`, '.');
  const fd = openSync(`${folder}/archive.tar`, 'r');
  try {
    const expectation = openExpectation();
    const { ending } = await readMembers({ fd, compression, folder: job.folder, as: job.reader }, { onMember: ({ entry }) => expectation.add(entry) });
    change?.();
    const found = new Mismatches();
    const archiveSize = statSync(`${folder}/archive.tar`).size;
    const laid = { expected: expectation.finish(), unpacked, isClean: true };
    const source = { archiveFd: isReadable ? fd : -1, archivePath: `${folder}/archive.tar`, compression, ending, inside: null, archiveSize, streamBytes: 0 };
    const place = { root: tree, isFresh: true, fat: [], volumes: [], sealed: false };
    const request = {
      ...source,
      ...place,
      laid,
      readsAttributes: true,
      isLate: false,
      extended: true,
      privileged: 0,
      people,
      amended: false,
      fstabBytes: null,
      isPrivate,
    };
    await judge(request, found, job);
    return found.text;
  } finally {
    closeSync(fd);
  }
}

it.each(['none', 'gzip'] as const)('what has changed is found by what an archive says, compressed by %s', async (compression) => {
  expect(await differences({ compression })).toBe('');
  const change = (): string => sh('setcap', '-r', `${tree}/usr/bin/ping`);
  expect(await differences({ compression, change })).toBe('usr/bin/ping: lacks security.capability');
});

it('what was kept when it was unpacked saves a second look into the archive', async () => {
  const unpacked = await keep(NAMES);
  expect(await differences({ unpacked, isReadable: false })).toBe('');
});

it('what has changed since is found, and named', async () => {
  const unpacked = await keep(NAMES);
  const change = (): string => sh('setcap', 'cap_net_admin+ep', `${tree}/usr/bin/ping`);
  expect(await differences({ unpacked, change, isReadable: false })).toBe('usr/bin/ping: has another security.capability');
});

it('names that are not those of the archive count for nothing', async () => {
  const unpacked = await keep(['usr/bin/other']);
  const change = (): string => sh('setcap', 'cap_net_admin+ep', `${tree}/usr/bin/ping`);
  expect(await differences({ unpacked, change })).toBe('usr/bin/ping: has another security.capability');
});

it('members that tar was not told to set the attributes of count for nothing', async () => {
  expect(await keep(NAMES, ['-p'])).toBeUndefined();
});

it.each([[['../../etc/shadow']], [['usr/bin/nothing']], [['etc/fstab']], [[]]])('nothing is kept of %j', async (names) => {
  expect(await keep(names)).toBeUndefined();
});

const other = (): string => `${tree}/usr/bin/other`;

it.each([
  ['lost', () => sh('setfattr', '-x', 'user.note', other()), 'lacks user.note'],
  ['of another value', () => sh('setfattr', '-n', 'user.note', '-v', 'kepT', other()), 'has another user.note'],
  ['longer than a hash', () => sh('setfattr', '-n', 'user.long', '-v', `${'x'.repeat(1999)}y`, other()), 'has another user.long'],
  ['put there', () => sh('setfattr', '-n', 'user.new\u001b[2J', '-v', '1', other()), 'has user.new\\x1b[2J, which the archive has not'],
])('an attribute that was %s is named', async (_, change, what) => {
  sh('setfattr', '-n', 'user.long', '-v', 'x'.repeat(2000), other());
  expect(await differences({ change: () => void change() })).toBe(`usr/bin/other: ${what}`);
});

it('a name on a drive that the caller may not read is not told', async () => {
  const change = (): string => sh('setfattr', '-n', 'user.secret', '-v', '1', other());
  expect(await differences({ change, isPrivate: true })).toBe('usr/bin/other: has 1 attribute that the archive has not');
});

it('an ACL is the same whether tar packed it as text, as an attribute or both ways', async () => {
  sh('setfacl', '-m', 'u:1234:rwx,g:4321:r', other());
  sh('setfacl', '-d', '-m', 'u:1234:rwx', `${tree}/usr`);
  for (const options of [[], ['--acls'], ['--acls', '--xattrs-exclude=system.*'], ['--acls', '--xattrs-exclude=system.*', '--numeric-owner']]) {
    expect(await differences({ options })).toBe('');
  }
});

it('an ACL that has changed is found', async () => {
  sh('setfacl', '-m', 'u:1234:rwx', other());
  const change = (): string => sh('setfacl', '-n', '-m', 'u:1234:rw', other());
  expect(await differences({ options: ['--acls', '--xattrs-exclude=system.*'], change })).toBe('usr/bin/other: has another ACL');
});

it('an ACL for a name without a number is a loss, which is told, and no mismatch', async () => {
  sh('setfacl', '-m', 'g:adm:r', other());
  expect(await differences({ options: ['--acls', '--xattrs-exclude=system.*'] })).toBe('');
  expect(job.losses.list({ strangers: ['adm'] })).toEqual([{ what: 'ACLs that name adm: nobody knows the number', count: 1, example: 'usr/bin/other' }]);
});

it('an ACL for a name with a number is held to it', async () => {
  sh('setfacl', '-m', 'g:adm:r', other());
  const people: AclNames = { users: [], groups: [['adm', 4]] };
  const options = ['--acls', '--xattrs-exclude=system.*'];
  expect(await differences({ options, people })).toBe('');
  expect(await differences({ options, people, change: () => void sh('setfacl', '-n', '-m', 'g:adm:rw', other()) })).toBe('usr/bin/other: has another ACL');
});

it('holes of 8 TB are neither read nor written by a look at attributes', async () => {
  sh('truncate', '-s', '8T', other());
  const before = bytesWritten();
  expect(await differences({ change: () => sh('setfattr', '-n', 'user.note', '-v', 'changed', other()) })).toBe('usr/bin/other: has another user.note');
  expect(bytesWritten() - before).toBeLessThan(10e6);
}, 10_000);

/** By this process and all that it has started and seen the end of (proc_pid_io(5)). */
function bytesWritten(): number {
  return Number(/^wchar: (\d+)$/m.exec(readFileSync('/proc/self/io', 'latin1'))?.[1]);
}

it('a cancel ends a look at attributes within a second', async () => {
  sh('dd', 'if=/dev/zero', `of=${other()}`, 'bs=1M', 'count=400', 'status=none');
  let at = 0;
  const change = (): void => void setTimeout(() => ((at = performance.now()), cancel.abort(new Error('cancelled'))), 100);
  await expect(differences({ change })).rejects.toThrow('cancelled');
  expect(performance.now() - at).toBeLessThan(1000);
});
