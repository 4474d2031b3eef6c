import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { listArchive } from '../../electron/archive/inspect.ts';
import type { TarEntry } from '../../electron/archive/listing.ts';
import { type Job, openJob } from '../../electron/engine/job.ts';
import { OWN } from '../../electron/engine/disk/view.ts';
import { compareExtended, keepExtended } from '../../electron/engine/verify/extended.ts';
import { NOBODY } from '../../electron/run/confine.ts';
import { Mismatches } from '../../electron/engine/verify/mismatches.ts';
import { sh } from '../lab/devices.ts';

let folder: string;
let tree: string;
let job: Job;
let archive: number;
let entries: TarEntry[];

beforeEach(async () => {
  folder = mkdtempSync('/var/tmp/extended-');
  tree = `${folder}/tree`;
  mkdirSync(`${tree}/usr/bin`, { recursive: true });
  writeFileSync(`${tree}/usr/bin/ping`, 'ping');
  writeFileSync(`${tree}/usr/bin/other`, 'other');
  sh('setcap', 'cap_net_raw+ep', `${tree}/usr/bin/ping`);
  sh('setfattr', '-n', 'user.note', '-v', 'kept', `${tree}/usr/bin/other`);
  sh('tar', '-C', tree, '--format=posix', '--xattrs', '--xattrs-include=*', '-cf', `${folder}/archive.tar`, '.');
  archive = openSync(`${folder}/archive.tar`, 'r');
  job = openJob({ signal: new AbortController().signal, host: OWN, folder: mkdtempSync(`${folder}/job-`), reader: NOBODY, emit: () => {} });
  entries = [];
  await listArchive(
    { fd: archive, compression: 'none', folder: job.folder, as: job.reader },
    { onEntry: (entry) => void (entry.extended && entries.push(entry)) },
  );
});

afterEach(async () => {
  await job.scope[Symbol.asyncDispose]();
  closeSync(archive);
  rmSync(folder, { recursive: true });
});

const NAMES = ['usr/bin/ping', 'usr/bin/other'];

const keep = (names: readonly string[], options: readonly string[] = ['--xattrs']): ReturnType<typeof keepExtended> =>
  keepExtended({ root: tree, names, options }, job);

/** @param archiveFd -1 where the archive must not be read again */
async function differences(unpacked: Awaited<ReturnType<typeof keepExtended>>, archiveFd: number): Promise<string> {
  const found = new Mismatches();
  const rest = { compression: 'none', archiveSize: statSync(`${folder}/archive.tar`).size, streamBytes: 0, extended: true, amended: false } as const;
  await compareExtended({ archiveFd, root: tree, isFresh: true, fat: [], sealed: false, unpacked, ...rest }, entries, found, job);
  return found.text;
}

it('what was kept when it was unpacked saves a second look into the archive', async () => {
  const unpacked = await keep(NAMES);
  expect(await differences(unpacked, -1)).toBe('');
});

it('what has changed since is found, and named by a second look', async () => {
  const unpacked = await keep(NAMES);
  sh('setcap', 'cap_net_admin+ep', `${tree}/usr/bin/ping`);
  expect(await differences(unpacked, archive)).toMatch(/usr\/bin\/ping.* extended attributes/);
});

it('names that are not those of the archive count for nothing', async () => {
  const unpacked = await keep(['usr/bin/other']);
  sh('setcap', 'cap_net_admin+ep', `${tree}/usr/bin/ping`);
  expect(await differences(unpacked, archive)).toMatch(/usr\/bin\/ping/);
});

it('members that tar was not told to set the attributes of count for nothing', async () => {
  expect(await keep(NAMES, ['-p'])).toBeUndefined();
});

it.each([[['../../etc/shadow']], [['usr/bin/nothing']], [['etc/fstab']], [[]]])('nothing is kept of %j', async (names) => {
  expect(await keep(names)).toBeUndefined();
});
